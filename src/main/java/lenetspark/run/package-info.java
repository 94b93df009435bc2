/** The run directory: its files, and the lock that ensures that one job at a time writes them. */
@NullMarked
package lenetspark.run;

import org.jspecify.annotations.NullMarked;
