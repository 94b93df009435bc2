/** The train command: start point, training loop, early stopping, stop requests, stragglers and the end of a run. */
@NullMarked
package lenetspark.job.train;

import org.jspecify.annotations.NullMarked;
