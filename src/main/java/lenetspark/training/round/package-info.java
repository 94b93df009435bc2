/** Training rounds: what each replica trains between two averagings, and how the driver aggregates the updates. */
@NullMarked
package lenetspark.training.round;

import org.jspecify.annotations.NullMarked;
