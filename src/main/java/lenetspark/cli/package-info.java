/** The command line: commands, help, error lines and exit codes. */
@NullMarked
package lenetspark.cli;

import org.jspecify.annotations.NullMarked;
