/** Checks of the memory limits of the driver and the executors before a run. */
@NullMarked
package lenetspark.memory;

import org.jspecify.annotations.NullMarked;
