/** Reads IDX files, the format of MNIST and EMNIST. */
@NullMarked
package lenetspark.data.idx;

import org.jspecify.annotations.NullMarked;
