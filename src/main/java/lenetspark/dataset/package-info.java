/** Data sets: training set, test set and class names, loaded and verified from any supported format. */
@NullMarked
package lenetspark.dataset;

import org.jspecify.annotations.NullMarked;
