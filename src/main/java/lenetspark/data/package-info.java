/** Examples, their classes and their order, whatever they are read from, and how pixels become the input of the network. */
@NullMarked
package lenetspark.data;

import org.jspecify.annotations.NullMarked;
