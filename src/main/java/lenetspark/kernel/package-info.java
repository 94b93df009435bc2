/** SIMD kernels of LeNet-5 on float arrays. The package does not depend on Spark, Hadoop or DL4J. */
@NullMarked
package lenetspark.kernel;

import org.jspecify.annotations.NullMarked;
