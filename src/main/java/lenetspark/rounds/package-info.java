/**
 * Runs rounds of work on the partitions of an RDD, with a step on the driver between any two rounds (bulk synchronous parallel:
 * Valiant, "A bridging model for parallel computation", 1990). This package does not depend on training.
 */
@org.jspecify.annotations.NullMarked
package lenetspark.rounds;
