/** Prediction of many images on the executors: what is said of each. */
@NullMarked
package lenet.prediction;

import org.jspecify.annotations.NullMarked;
