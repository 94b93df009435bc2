/** One stream of training events and its sinks. */
@NullMarked
package lenet.metrics;

import org.jspecify.annotations.NullMarked;
