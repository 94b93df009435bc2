/** The SIMD kernels of LeNet-5 over float arrays; knows nothing of Spark, Hadoop or DL4J. */
@NullMarked
package lenet.kernel;

import org.jspecify.annotations.NullMarked;
