package lenetspark.training.replica;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.jspecify.annotations.Nullable;

/** Builds replicas of one engine. The network travels as JSON, which any serializer carries. */
final class EngineReplicaFactory implements ReplicaFactory {

    private static final long serialVersionUID = 1L;

    private final Engine engine;
    private final String configurationJson;
    private final @Nullable LearningRateSchedule schedule;

    EngineReplicaFactory(Engine engine, String configurationJson, @Nullable LearningRateSchedule schedule) {
        this.engine = engine;
        this.configurationJson = configurationJson;
        this.schedule = schedule;
    }

    @Override
    public Replica create(int maxMinibatch) {
        return engine.replica(MultiLayerConfiguration.fromJson(configurationJson), schedule, maxMinibatch);
    }
}
