package lenetspark.config.option;

import lenetspark.config.Defaults;
import lenetspark.config.NetworkConfig;
import lenetspark.config.NetworkConfig.ActivationFunction;
import lenetspark.config.NetworkConfig.PoolingFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of the network. */
@Command(optionListHeading = "%nNetwork:%n")
public final class NetworkOptions {

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description =
                    "Activation function of all layers but the last: tanh, scaled-tanh or relu (default: ${DEFAULT-VALUE}).")
    ActivationFunction activation = Defaults.ACTIVATION;

    @Option(
            names = "--pooling",
            paramLabel = "NAME",
            description = "Pooling function: average or max (default: ${DEFAULT-VALUE}).")
    PoolingFunction pooling = Defaults.POOLING;

    /** Returns the settings. */
    public NetworkConfig toConfig() {
        return new NetworkConfig(activation, pooling);
    }
}
