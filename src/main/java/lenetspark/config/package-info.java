/** The settings of every command, with their ranges and defaults. */
@NullMarked
package lenetspark.config;

import org.jspecify.annotations.NullMarked;
