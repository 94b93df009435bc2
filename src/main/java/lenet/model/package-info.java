/** LeNet-5: the architecture as a DL4J configuration, and its summary. */
@NullMarked
package lenet.model;

import org.jspecify.annotations.NullMarked;
