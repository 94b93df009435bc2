/** Whether the memory of driver and executors is enough for what a run is about to do. */
@NullMarked
package lenetspark.memory;

import org.jspecify.annotations.NullMarked;
