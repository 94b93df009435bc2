/** The LeNet-5 architecture as a DL4J configuration, its summary, and the archive format of trained networks. */
@NullMarked
package lenetspark.model;

import org.jspecify.annotations.NullMarked;
