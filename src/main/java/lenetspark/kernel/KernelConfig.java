package lenetspark.kernel;

import java.util.Objects;

/**
 * Configuration of a kernel.
 *
 * @param activation activation function after each convolution and after the dense layer of 84 units
 * @param pooling pooling after the first two convolutions
 * @param updateRule update rule that is applied to the gradient of the mean loss
 * @param l2 weight decay: l2 w is added to the gradient of every weight w, but of no bias, before the update rule
 * @param dropout probability that an output of the dense layer of 84 units is set to zero in training; the other
 *     outputs are multiplied by 1/(1 - dropout)
 * @param maxMinibatch largest number of examples in one call of {@link LeNetKernel#train}
 * @param classes number of classes of the softmax, at least 2
 */
public record KernelConfig(
        KernelActivation activation,
        Pooling pooling,
        UpdateRule updateRule,
        double l2,
        double dropout,
        int maxMinibatch,
        int classes) {

    /**
     * @throws IllegalArgumentException if l2 is negative, infinite or NaN, if dropout is not in [0, 1), if
     *     maxMinibatch is not positive, or if there are fewer than two classes
     */
    public KernelConfig {
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(pooling, "pooling");
        Objects.requireNonNull(updateRule, "updateRule");
        if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("l2 must be finite and at least 0, got: " + l2);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("Dropout must be at least 0 and below 1, got: " + dropout);
        }
        if (maxMinibatch < 1) {
            throw new IllegalArgumentException("Largest minibatch must be at least 1, got: " + maxMinibatch);
        }
        if (classes < 2) {
            throw new IllegalArgumentException("Number of classes must be at least 2, got: " + classes);
        }
    }

    /** Configures a network for the ten digits. */
    public KernelConfig(
            KernelActivation activation,
            Pooling pooling,
            UpdateRule updateRule,
            double l2,
            double dropout,
            int maxMinibatch) {
        this(activation, pooling, updateRule, l2, dropout, maxMinibatch, LeNetKernel.CLASSES);
    }

    /** Configures a network for the ten digits, without dropout. */
    public KernelConfig(
            KernelActivation activation, Pooling pooling, UpdateRule updateRule, double l2, int maxMinibatch) {
        this(activation, pooling, updateRule, l2, 0, maxMinibatch);
    }

    /** Returns the number of weights and biases. */
    int parameters() {
        return LeNetKernel.parameters(classes);
    }

    /** Returns the number of values in the updater state. */
    int stateLength() {
        return updateRule.stateLength(parameters());
    }
}
