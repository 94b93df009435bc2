/** The run directory: its files, and the lock that gives one job at a time the right to write them. */
@NullMarked
package lenetspark.run;

import org.jspecify.annotations.NullMarked;
