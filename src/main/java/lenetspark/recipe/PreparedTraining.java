package lenetspark.recipe;

import java.util.OptionalInt;
import java.util.function.Consumer;
import lenetspark.config.Engine;
import lenetspark.config.TrainConfig;
import lenetspark.memory.MemoryNeed;
import lenetspark.memory.Preflight;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.replica.ModelState;
import lenetspark.training.round.AveragingRule;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Training that is ready to start. The train command and the Spark ML estimator both prepare their training here, so both make the
 * same checks and give the same warnings.
 *
 * @param network network with random initial parameters
 * @param engine engine that can train the network
 * @param warnings receives one line for each warning
 */
public record PreparedTraining(TrainingData data, MultiLayerNetwork network, Engine engine, Consumer<String> warnings) {

    /**
     * Creates the network of a data set and selects its engine. Warns if the engine is slower than the requested one, or slots are
     * not used.
     *
     * @throws lenetspark.config.ConfigException if the run would make more updates than DL4J can count
     * @throws lenetspark.memory.NativeLibraryException if the driver cannot load ND4J's native library
     */
    public static PreparedTraining of(TrainingData data, Consumer<String> warnings) {
        Preflight.requireNativeLibrary();
        int parallelism = data.context().defaultParallelism();
        if (data.requested().replicas().isEmpty() && data.replicas() < parallelism) {
            warnings.accept(
                    "Using %d replicas, not one for each of %d slots: more were never shown to be as accurate; set replicas to use all"
                            .formatted(data.replicas(), parallelism));
        }
        TrainingFactory factory = data.factory();
        factory.requireCountable(data.largestShard());
        MultiLayerNetwork network = factory.network(data.dataset().classNames().size());
        Engine engine =
                EngineSelector.choose(factory.config().engine(), network.getLayerWiseConfigurations(), warnings);
        return new PreparedTraining(data, network, engine, warnings);
    }

    /**
     * Compares the memory of driver and executors with the need of the training. Warns of each limit that is too small.
     *
     * @throws lenetspark.memory.NativeLibraryException if a JVM cannot load ND4J's native library
     */
    public void checkMemory() {
        TrainConfig config = data.factory().config();
        Preflight.check(
                data.context(),
                new MemoryNeed(
                        data.bytes(),
                        ModelState.of(network).bytes(),
                        data.replicas(),
                        WeightedAveragingTrainingMaster.statesAtDriver(
                                data.replicas(), config.averaging().aggregationDepth()),
                        WeightedAveragingTrainingMaster.statesAtDriver(data.replicas(), OptionalInt.of(2))),
                warnings);
    }

    /** Returns a builder of the training master with every setting of the configuration, for a new network and without a listener. */
    public WeightedAveragingTrainingMaster.Builder master(AveragingRule rule) {
        return data.factory()
                .master(data.largestShard())
                .engine(engine)
                .averagingRule(rule)
                .inputTransform(data.transform());
    }
}
