/** IDX files, the train/validation split and the sharded RDD. */
@NullMarked
package lenet.data;

import org.jspecify.annotations.NullMarked;
