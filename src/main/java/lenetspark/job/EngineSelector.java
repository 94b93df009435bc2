package lenetspark.job;

import java.util.Optional;
import lenetspark.kernel.Kernels;
import lenetspark.training.replica.Engine;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** From the engine that the user asks for to the one that can run. */
public final class EngineSelector {

    private static final String ENABLE = "; start it with submit/local.sh, or give spark-submit"
            + " --driver-java-options --add-modules=jdk.incubator.vector"
            + " --conf spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector";

    private EngineSelector() {}

    /** The engine for a network; a slower one than asked for is named in a warning, with the remedy. */
    public static Engine choose(lenetspark.config.Engine wanted, MultiLayerConfiguration network, Console console) {
        if (wanted == lenetspark.config.Engine.DL4J) {
            return Engine.DL4J;
        }
        Optional<String> obstacle = Engine.SIMD.obstacle(network);
        if (obstacle.isPresent()) {
            console.warn("engine dl4j instead of simd, some eighty times slower, because " + obstacle.get());
            return Engine.DL4J;
        }
        if (!Kernels.vectorAvailable()) {
            console.warn("engine simd in plain loops, up to five times slower, because this JVM was started without the"
                    + " Vector API" + ENABLE);
        }
        return Engine.SIMD;
    }

    /** What to say of replicas that did not all compute alike. */
    public static String mixed(Iterable<String> engines) {
        return "the replicas compute differently (" + String.join(" and ", engines)
                + "): other machines will not repeat this run to the bit" + ENABLE;
    }
}
