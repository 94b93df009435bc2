package lenetspark.training.replica;

import java.io.Serializable;
import lenetspark.config.Engine;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.jspecify.annotations.Nullable;

/** Creates replicas of one network on the executors. It holds the configuration as JSON, which every serializer supports. */
public final class ReplicaFactory implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Engine engine;
    private final String configurationJson;
    private final @Nullable LearningRateSchedule schedule;

    /**
     * Creates a factory.
     *
     * @param schedule of the learning rate; null for that of the configuration's updater
     */
    public ReplicaFactory(
            Engine engine, MultiLayerConfiguration configuration, @Nullable LearningRateSchedule schedule) {
        this.engine = engine;
        this.configurationJson = configuration.toJson();
        this.schedule = schedule;
    }

    /** Creates a replica for minibatches of up to {@code maxMinibatch} examples. */
    public Replica create(int maxMinibatch) {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(configurationJson);
        return switch (engine) {
            case SIMD -> new SimdReplica(configuration, schedule, maxMinibatch);
            case DL4J -> new Dl4jReplica(configuration, schedule);
        };
    }
}
