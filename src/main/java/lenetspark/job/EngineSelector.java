package lenetspark.job;

import java.util.Optional;
import lenetspark.kernel.Kernels;
import lenetspark.config.Engine;
import lenetspark.training.replica.SimdReplica;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Selects the training engine: the requested one, or a slower one that can run the network. */
public final class EngineSelector {

    private static final String VECTOR_API_REMEDY = "; start the job with submit/local.sh, or give spark-submit"
            + " --driver-java-options --add-modules=jdk.incubator.vector"
            + " --conf spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector";

    private EngineSelector() {}

    /** Returns the engine for a network. Prints a warning with the remedy if it is slower than the requested one. */
    public static Engine choose(Engine requested, MultiLayerConfiguration network, Console console) {
        if (requested == Engine.DL4J) {
            return Engine.DL4J;
        }
        Optional<String> obstacle = SimdReplica.obstacle(network);
        if (obstacle.isPresent()) {
            console.warn("Falling back to engine dl4j (about 80 times slower): " + obstacle.get());
            return Engine.DL4J;
        }
        if (!Kernels.vectorAvailable()) {
            console.warn("Running engine simd without the Vector API (up to 5 times slower)" + VECTOR_API_REMEDY);
        }
        return Engine.SIMD;
    }

    /** Returns a warning about replicas with different engines. */
    public static String mixedEnginesWarning(Iterable<String> engines) {
        return "the replicas use different engines (" + String.join(" and ", engines)
                + "): the run cannot be reproduced bit for bit on other machines" + VECTOR_API_REMEDY;
    }
}
