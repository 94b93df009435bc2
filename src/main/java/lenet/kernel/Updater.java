package lenet.kernel;

/**
 * An update rule over the packed parameters, with its state packed the same way. Rates are rounded to float where DL4J's
 * native updaters do it.
 */
final class Updater {

    private final UpdateRule rule;
    private final LayerKernels layers;
    private final int length;
    private final int[] stateAt;

    /** The updater of packed parameters of this length; a multiple of a vector's. */
    Updater(UpdateRule rule, LayerKernels layers, int length, Memory memory) {
        this.rule = rule;
        this.layers = layers;
        this.length = length;
        this.stateAt = new int[rule.stateLength(1)];
        for (int i = 0; i < stateAt.length; i++) {
            stateAt[i] = memory.reserve(length);
        }
    }

    /** Where the blocks of the state begin, in DL4J's order. */
    int[] stateAt() {
        return stateAt;
    }

    /** Changes the parameters by one step against the gradient. */
    void update(float[] memory, int parametersAt, int gradientAt, double learningRate, long iteration) {
        if (rule instanceof UpdateRule.Adam adam) {
            double t = iteration + 1.0;
            double correction = Math.sqrt(1 - Math.pow(adam.beta2(), t)) / (1 - Math.pow(adam.beta1(), t));
            layers.adam(
                    memory,
                    parametersAt,
                    gradientAt,
                    stateAt[0],
                    stateAt[1],
                    length,
                    (float) (learningRate * correction),
                    (float) adam.beta1(),
                    (float) adam.beta2(),
                    (float) adam.epsilon());
        } else if (rule instanceof UpdateRule.Nesterovs nesterovs) {
            float momentum = (float) nesterovs.momentum();
            layers.nesterovs(memory, parametersAt, gradientAt, stateAt[0], length, (float) learningRate, momentum);
        } else {
            layers.sgd(memory, parametersAt, gradientAt, length, (float) learningRate);
        }
    }
}
