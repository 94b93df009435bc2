/** Replicas of the network, their shards of the training set, and the state that they train. */
@NullMarked
package lenetspark.training.replica;

import org.jspecify.annotations.NullMarked;
