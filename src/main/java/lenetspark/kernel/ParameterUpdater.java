package lenetspark.kernel;

/**
 * Applies an update rule to the packed parameters; its state is packed in the same way. Rates are rounded to float
 * where DL4J's native updaters round them.
 */
final class ParameterUpdater {

    private final UpdateRule rule;
    private final LayerKernels layers;
    private final int length;
    private final int[] stateAt;

    /** Creates an updater for packed parameters of the given length, which must be a multiple of the vector length. */
    ParameterUpdater(UpdateRule rule, LayerKernels layers, int length, Arena arena) {
        this.rule = rule;
        this.layers = layers;
        this.length = length;
        this.stateAt = new int[rule.stateLength(1)];
        for (int i = 0; i < stateAt.length; i++) {
            stateAt[i] = arena.reserve(length);
        }
    }

    /** Returns the indices at which the arrays of the state begin, in DL4J's order. */
    int[] stateAt() {
        return stateAt;
    }

    /** Updates the parameters by one step. */
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
