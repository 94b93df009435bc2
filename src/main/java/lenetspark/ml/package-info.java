/** Spark ML estimator and model of LeNet-5. */
@NullMarked
package lenetspark.ml;

import org.jspecify.annotations.NullMarked;
