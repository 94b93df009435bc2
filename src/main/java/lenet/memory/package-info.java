/** Whether the memory of driver and executors is enough for what a run is about to do. */
@NullMarked
package lenet.memory;

import org.jspecify.annotations.NullMarked;
