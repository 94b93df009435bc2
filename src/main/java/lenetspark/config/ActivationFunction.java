package lenetspark.config;

import org.nd4j.linalg.activations.Activation;

/** The activation of every layer but the softmax at the end. */
public enum ActivationFunction {
    TANH(Activation.TANH),
    /** LeCun's 1.7159 tanh(2x/3), in DL4J's rational approximation. */
    SCALED_TANH(Activation.RATIONALTANH),
    RELU(Activation.RELU);

    private final Activation activation;

    ActivationFunction(Activation activation) {
        this.activation = activation;
    }

    /** The same function in DL4J. */
    public Activation activation() {
        return activation;
    }

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
