/** Replicas of the network, their shards of the training set, and the state that is averaged. */
@NullMarked
package lenetspark.training.replica;

import org.jspecify.annotations.NullMarked;
