/** Random distortions of training images. */
@NullMarked
package lenetspark.data.augment;

import org.jspecify.annotations.NullMarked;
