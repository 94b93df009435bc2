/** Evaluates a network on a data set, and predicts the classes of images. */
@NullMarked
package lenetspark.evaluation;

import org.jspecify.annotations.NullMarked;
