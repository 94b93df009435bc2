/** The stream of training events and its sinks. */
@NullMarked
package lenetspark.metrics;

import org.jspecify.annotations.NullMarked;
