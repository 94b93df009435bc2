/** Rounds: what each replica trains between two averagings, and how the results are aggregated. */
@NullMarked
package lenetspark.training.round;

import org.jspecify.annotations.NullMarked;
