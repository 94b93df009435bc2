/** Images and their classes, of IDX files, image files and Parquet; the train/validation split and the sharded RDD. */
@NullMarked
package lenet.data;

import org.jspecify.annotations.NullMarked;
