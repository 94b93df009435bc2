/**
 * Rounds of work on the partitions of an RDD, with a word from the driver between any two (bulk synchronous parallel:
 * Valiant, "A bridging model for parallel computation", 1990). Nothing of training is known here.
 */
@org.jspecify.annotations.NullMarked
package lenetspark.rounds;
