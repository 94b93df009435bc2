/** The network as an estimator and a model of Spark ML. */
@NullMarked
package lenetspark.ml;

import org.jspecify.annotations.NullMarked;
