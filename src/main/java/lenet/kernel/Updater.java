package lenet.kernel;

/**
 * An update rule over the packed parameters, with its state packed the same way. Each loop is one that C2 vectorises;
 * rates are rounded to float where DL4J's native updaters do it.
 */
abstract class Updater {

    private final float[][] state;

    Updater(int blocks, int length) {
        state = new float[blocks][length];
    }

    /** The blocks of the state, in DL4J's order. */
    float[][] state() {
        return state;
    }

    /** Changes the parameters by one step against the gradient. */
    abstract void update(float[] parameters, float[] gradient, double learningRate, long iteration);

    /** The updater of packed parameters of this length. */
    static Updater of(UpdateRule rule, int length) {
        if (rule instanceof UpdateRule.Adam adam) {
            return new AdamUpdater(adam, length);
        }
        if (rule instanceof UpdateRule.Nesterovs nesterovs) {
            return new NesterovsUpdater(nesterovs, length);
        }
        return new SgdUpdater();
    }

    private static final class SgdUpdater extends Updater {
        SgdUpdater() {
            super(0, 0);
        }

        @Override
        void update(float[] parameters, float[] gradient, double learningRate, long iteration) {
            float rate = (float) learningRate;
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] -= rate * gradient[i];
            }
        }
    }

    private static final class NesterovsUpdater extends Updater {
        private final float momentum;

        NesterovsUpdater(UpdateRule.Nesterovs rule, int length) {
            super(1, length);
            momentum = (float) rule.momentum();
        }

        @Override
        void update(float[] parameters, float[] gradient, double learningRate, long iteration) {
            float[] velocity = state()[0];
            float rate = (float) learningRate;
            for (int i = 0; i < parameters.length; i++) {
                float before = momentum * velocity[i];
                float after = before - rate * gradient[i];
                velocity[i] = after;
                parameters[i] -= before - (1 + momentum) * after;
            }
        }
    }

    private static final class AdamUpdater extends Updater {
        private final UpdateRule.Adam rule;

        AdamUpdater(UpdateRule.Adam rule, int length) {
            super(2, length);
            this.rule = rule;
        }

        @Override
        void update(float[] parameters, float[] gradient, double learningRate, long iteration) {
            double t = iteration + 1.0;
            double correction = Math.sqrt(1 - Math.pow(rule.beta2(), t)) / (1 - Math.pow(rule.beta1(), t));
            step(parameters, gradient, state()[0], state()[1], (float) (learningRate * correction));
        }

        private void step(float[] parameters, float[] gradient, float[] first, float[] second, float rate) {
            float beta1 = (float) rule.beta1();
            float beta2 = (float) rule.beta2();
            float rest1 = 1 - beta1;
            float rest2 = 1 - beta2;
            float epsilon = (float) rule.epsilon();
            for (int i = 0; i < parameters.length; i++) {
                first[i] = beta1 * first[i] + rest1 * gradient[i];
            }
            for (int i = 0; i < parameters.length; i++) {
                second[i] = beta2 * second[i] + rest2 * gradient[i] * gradient[i];
            }
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] -= rate * first[i] / ((float) Math.sqrt(second[i]) + epsilon);
            }
        }
    }
}
