package lenetspark.training.replica;

import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.jspecify.annotations.Nullable;

/** Training engine of a replica. Driver, averaging, checkpoints and files do not depend on it. */
public enum Engine {
    /** LeNet-5 on the vectorized kernels of {@link lenetspark.kernel}, about 80 times faster than {@link #DL4J}. */
    SIMD {
        @Override
        public Optional<String> obstacle(MultiLayerConfiguration configuration) {
            return SimdReplica.obstacle(configuration);
        }

        @Override
        Replica replica(
                MultiLayerConfiguration configuration, @Nullable LearningRateSchedule schedule, int maxMinibatch) {
            return new SimdReplica(configuration, schedule, maxMinibatch);
        }
    },
    /** A stock {@code MultiLayerNetwork}: trains any network, and is the reference for tests of other engines. */
    DL4J {
        @Override
        public Optional<String> obstacle(MultiLayerConfiguration configuration) {
            return Optional.empty();
        }

        @Override
        Replica replica(
                MultiLayerConfiguration configuration, @Nullable LearningRateSchedule schedule, int maxMinibatch) {
            return new Dl4jReplica(configuration, schedule);
        }
    };

    /** Returns why this engine cannot train a network, as a clause for an error message; empty if it can. */
    public abstract Optional<String> obstacle(MultiLayerConfiguration configuration);

    /** Creates a replica of a network for minibatches of up to {@code maxMinibatch} examples. */
    abstract Replica replica(
            MultiLayerConfiguration configuration, @Nullable LearningRateSchedule schedule, int maxMinibatch);
}
