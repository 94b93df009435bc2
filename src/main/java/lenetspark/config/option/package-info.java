/** The options of the command line and of configuration files, and how they become settings. */
@NullMarked
package lenetspark.config.option;

import org.jspecify.annotations.NullMarked;
