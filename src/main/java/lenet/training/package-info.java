/** The TrainingMaster, its rounds, the replicas, averaging and evaluation. */
@NullMarked
package lenet.training;

import org.jspecify.annotations.NullMarked;
