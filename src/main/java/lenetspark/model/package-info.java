/** LeNet-5: the architecture as a DL4J configuration, its summary, and the archive of a trained one. */
@NullMarked
package lenetspark.model;

import org.jspecify.annotations.NullMarked;
