/** Prediction of many images on the executors: where they come from, and what is said of each. */
@NullMarked
package lenet.prediction;

import org.jspecify.annotations.NullMarked;
