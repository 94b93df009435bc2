package lenetspark.recipe;

import java.util.Optional;
import java.util.function.Consumer;
import lenetspark.config.Engine;
import lenetspark.kernel.Kernels;
import lenetspark.training.replica.SimdReplica;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Selects the training engine: the requested one, or a slower one that can run the network. */
public final class EngineSelector {

    private static final String VECTOR_API_REMEDY = "; start the job with submit/local.sh, or give spark-submit"
            + " --driver-java-options --add-modules=jdk.incubator.vector"
            + " --conf spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector";

    private EngineSelector() {}

    /**
     * Returns the engine for a network.
     *
     * @param warnings receives one line with the remedy if the engine is slower than the requested one
     */
    public static Engine choose(Engine requested, MultiLayerConfiguration network, Consumer<String> warnings) {
        if (requested == Engine.DL4J) {
            return Engine.DL4J;
        }
        Optional<String> obstacle = SimdReplica.obstacle(network);
        if (obstacle.isPresent()) {
            warnings.accept("Falling back to engine dl4j (about 80 times slower): " + obstacle.get());
            return Engine.DL4J;
        }
        if (!Kernels.vectorAvailable()) {
            warnings.accept("Running engine simd without the Vector API (up to 5 times slower)" + VECTOR_API_REMEDY);
        }
        return Engine.SIMD;
    }

    /** Returns a warning about replicas with different engines. */
    static String mixedEnginesWarning(Iterable<String> engines) {
        return "the replicas use different engines (" + String.join(" and ", engines)
                + "): the run cannot be reproduced bit for bit on other machines" + VECTOR_API_REMEDY;
    }
}
