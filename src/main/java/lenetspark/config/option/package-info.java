/** Options of the command line and of configuration files, and their conversion to settings. */
@NullMarked
package lenetspark.config.option;

import org.jspecify.annotations.NullMarked;
