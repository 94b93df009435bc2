/** Creates the network, the input scaling and the training master from a training configuration. */
@NullMarked
package lenetspark.recipe;

import org.jspecify.annotations.NullMarked;
