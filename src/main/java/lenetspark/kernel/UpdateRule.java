package lenetspark.kernel;

/** Update rule of the parameters, with DL4J's arithmetic and DL4J's layout of the state. */
public sealed interface UpdateRule {

    /** Returns the number of values in the updater state, a multiple of the number of parameters. */
    int stateLength(int parameters);

    /** Plain gradient descent: p -= rate g. */
    record Sgd() implements UpdateRule {
        @Override
        public int stateLength(int parameters) {
            return 0;
        }
    }

    /**
     * Nesterov's accelerated gradient: v' = momentum v - rate g; p += (1 + momentum) v' - momentum v. The state is v.
     */
    record Nesterovs(double momentum) implements UpdateRule {
        /** @throws IllegalArgumentException if the momentum is not in [0, 1) */
        public Nesterovs {
            requireDecay("Momentum", momentum);
        }

        @Override
        public int stateLength(int parameters) {
            return parameters;
        }
    }

    /**
     * Adam (Kingma and Ba 2015) in the efficient form at the end of section 2, in which epsilon is added to the
     * uncorrected root. The state is the first moments of all parameters followed by the second moments.
     */
    record Adam(double beta1, double beta2, double epsilon) implements UpdateRule {
        /** @throws IllegalArgumentException if a beta is not in [0, 1) or epsilon is not positive */
        public Adam {
            requireDecay("Adam's beta1", beta1);
            requireDecay("Adam's beta2", beta2);
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("Adam's epsilon must be positive, got: " + epsilon);
            }
        }

        @Override
        public int stateLength(int parameters) {
            return 2 * parameters;
        }
    }

    private static void requireDecay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be at least 0 and below 1, got: " + value);
        }
    }
}
