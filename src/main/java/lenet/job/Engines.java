package lenet.job;

import lenet.training.Engine;

/** From the engine that the user asks for to the one that runs. */
final class Engines {

    private Engines() {}

    static Engine of(lenet.config.Engine wanted) {
        return switch (wanted) {
            case SIMD, DL4J -> Engine.DL4J;
        };
    }
}
