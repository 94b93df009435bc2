package lenetspark.training.replica;

import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.jspecify.annotations.Nullable;

/** What computes inside a replica. Driver, averaging, checkpoints and files do not know which one ran. */
public enum Engine {
    /** LeNet-5 on the kernels of {@link lenetspark.kernel}, some eighty times as fast. */
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
    /** A stock {@code MultiLayerNetwork}: any network, and the reference that other engines are tested against. */
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

    /** Why this engine cannot compute a network, in half a sentence; empty if it can. */
    public abstract Optional<String> obstacle(MultiLayerConfiguration configuration);

    /** A new replica of a network, for minibatches of up to {@code maxMinibatch} examples. */
    abstract Replica replica(
            MultiLayerConfiguration configuration, @Nullable LearningRateSchedule schedule, int maxMinibatch);
}
