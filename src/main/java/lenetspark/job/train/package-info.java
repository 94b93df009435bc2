/** The train command: the training loop, its start from nothing or from a checkpoint, its end, and what stops it early. */
@NullMarked
package lenetspark.job.train;

import org.jspecify.annotations.NullMarked;
