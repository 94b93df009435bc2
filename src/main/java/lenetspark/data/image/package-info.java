/** Reads PNG, JPEG and Parquet, and scales images to the input size of the network. */
@NullMarked
package lenetspark.data.image;

import org.jspecify.annotations.NullMarked;
