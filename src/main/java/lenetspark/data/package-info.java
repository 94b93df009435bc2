/**
 * Examples, classes and their order, independent of the data format, and the conversion of pixels to network inputs.
 */
@NullMarked
package lenetspark.data;

import org.jspecify.annotations.NullMarked;
