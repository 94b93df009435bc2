package lenetspark.config;

import java.util.Objects;

/** The variants of LeNet-5; its layers and their sizes are fixed. */
public record NetworkConfig(ActivationFunction activation, PoolingFunction pooling) {

    public NetworkConfig {
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(pooling, "pooling");
    }
}
