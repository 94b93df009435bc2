package lenet.kernel;

import java.util.Objects;

/**
 * What a kernel computes.
 *
 * @param activation after each convolution and after the dense layer of 84
 * @param pooling after the first two convolutions
 * @param updateRule applied to the gradient of the mean loss
 * @param l2 weight decay: l2 w is added to the gradient of every weight, never of a bias, before the update rule
 * @param dropout probability with which an output of the dense layer of 84 is left out in training; the others grow by
 *     1/(1 - dropout)
 * @param maxMinibatch the most examples that one call of {@link LeNetKernel#train} takes
 * @param classes of the softmax, at least 2
 */
public record KernelConfig(
        ActivationFunction activation,
        Pooling pooling,
        UpdateRule updateRule,
        double l2,
        double dropout,
        int maxMinibatch,
        int classes) {

    /**
     * @throws IllegalArgumentException if l2 is negative, infinite or NaN, dropout is not in [0, 1), maxMinibatch is
     *     not positive, or there are fewer than two classes
     */
    public KernelConfig {
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(pooling, "pooling");
        Objects.requireNonNull(updateRule, "updateRule");
        if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("l2 must be finite and at least 0, cannot be: " + l2);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("Dropout must be at least 0 and below 1, cannot be: " + dropout);
        }
        if (maxMinibatch < 1) {
            throw new IllegalArgumentException("Largest minibatch must be at least 1, cannot be: " + maxMinibatch);
        }
        if (classes < 2) {
            throw new IllegalArgumentException("Number of classes must be at least 2, cannot be: " + classes);
        }
    }

    /** For the ten digits. */
    public KernelConfig(
            ActivationFunction activation,
            Pooling pooling,
            UpdateRule updateRule,
            double l2,
            double dropout,
            int maxMinibatch) {
        this(activation, pooling, updateRule, l2, dropout, maxMinibatch, LeNetKernel.CLASSES);
    }

    /** For the ten digits, without dropout. */
    public KernelConfig(
            ActivationFunction activation, Pooling pooling, UpdateRule updateRule, double l2, int maxMinibatch) {
        this(activation, pooling, updateRule, l2, 0, maxMinibatch);
    }

    /** Weights and biases of the network. */
    int parameters() {
        return LeNetKernel.parameters(classes);
    }

    /** Values in the updater state. */
    int stateLength() {
        return updateRule.stateLength(parameters());
    }
}
