package lenetspark.kernel;

/** Update rules by their definitions. */
final class ReferenceUpdates {

    private ReferenceUpdates() {}

    static void apply(
            UpdateRule rule,
            double[] parameters,
            double[] state,
            double[] gradient,
            double learningRate,
            long iteration) {
        int n = parameters.length;
        for (int i = 0; i < n; i++) {
            if (rule instanceof UpdateRule.Adam adam) {
                state[i] = adam.beta1() * state[i] + (1 - adam.beta1()) * gradient[i];
                state[n + i] = adam.beta2() * state[n + i] + (1 - adam.beta2()) * gradient[i] * gradient[i];
                double bias1 = 1 - Math.pow(adam.beta1(), iteration + 1.0);
                double bias2 = 1 - Math.pow(adam.beta2(), iteration + 1.0);
                double rate = learningRate * Math.sqrt(bias2) / bias1;
                parameters[i] -= rate * state[i] / (Math.sqrt(state[n + i]) + adam.epsilon());
            } else if (rule instanceof UpdateRule.Nesterovs nesterovs) {
                double before = state[i];
                state[i] = nesterovs.momentum() * before - learningRate * gradient[i];
                parameters[i] += (1 + nesterovs.momentum()) * state[i] - nesterovs.momentum() * before;
            } else {
                parameters[i] -= learningRate * gradient[i];
            }
        }
    }
}
