/** Evaluation of a network on a data set and prediction of the classes of images. */
@NullMarked
package lenetspark.evaluation;

import org.jspecify.annotations.NullMarked;
