package lenetspark.config;

import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/** Choice of functions in LeNet-5, whose layers and layer sizes are fixed. */
@Section("Network")
public record NetworkConfig(
        @Option(
                        name = "activation",
                        description = "Activation function of all layers but the last: tanh, scaled-tanh or relu",
                        defaultValue = "tanh")
                ActivationFunction activation,
        @Option(name = "pooling", description = "Pooling function: average or max", defaultValue = "average")
                PoolingFunction pooling) {

    /** Activation function of all layers but the softmax layer. */
    public enum ActivationFunction {
        TANH(Activation.TANH),
        /** LeCun's 1.7159 tanh(2x/3), in DL4J's rational approximation. */
        SCALED_TANH(Activation.RATIONALTANH),
        RELU(Activation.RELU);

        private final Activation activation;

        ActivationFunction(Activation activation) {
            this.activation = activation;
        }

        /** Returns the same function in DL4J. */
        public Activation activation() {
            return activation;
        }

        /** Returns the spelling of the command line. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /** Function that reduces a 2x2 window to one value. */
    public enum PoolingFunction {
        AVERAGE(PoolingType.AVG),
        MAX(PoolingType.MAX);

        private final PoolingType poolingType;

        PoolingFunction(PoolingType poolingType) {
            this.poolingType = poolingType;
        }

        /** Returns the same function in DL4J. */
        public PoolingType poolingType() {
            return poolingType;
        }

        /** Returns the spelling of the command line. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    public NetworkConfig {
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(pooling, "pooling");
    }
}
