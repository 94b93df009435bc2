package lenet.job;

import java.util.Optional;
import lenet.kernel.Kernels;
import lenet.training.Engine;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** From the engine that the user asks for to the one that can run. */
final class Engines {

    private static final String ENABLE = "; start it with submit/local.sh, or give spark-submit"
            + " --driver-java-options --add-modules=jdk.incubator.vector"
            + " --conf spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector";

    private Engines() {}

    /** The engine for a network; a slower one than asked for is named in a warning, with the remedy. */
    static Engine choose(lenet.config.Engine wanted, MultiLayerConfiguration network, Console console) {
        if (wanted == lenet.config.Engine.DL4J) {
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
    static String mixed(Iterable<String> engines) {
        return "the replicas compute differently (" + String.join(" and ", engines)
                + "): other machines will not repeat this run to the bit" + ENABLE;
    }
}
