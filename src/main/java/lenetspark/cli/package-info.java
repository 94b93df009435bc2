/** Command line: commands, help, error messages and exit codes. */
@NullMarked
package lenetspark.cli;

import org.jspecify.annotations.NullMarked;
