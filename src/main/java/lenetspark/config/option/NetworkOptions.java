package lenetspark.config.option;

import lenetspark.config.ActivationFunction;
import lenetspark.config.Defaults;
import lenetspark.config.NetworkConfig;
import lenetspark.config.PoolingFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of the network's variants. */
@Command(optionListHeading = "%nNetwork:%n")
public final class NetworkOptions {

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "Activation of the layers: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    ActivationFunction activation = Defaults.ACTIVATION;

    @Option(
            names = "--pooling",
            paramLabel = "NAME",
            description = "Pooling of the 2x2 windows: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    PoolingFunction pooling = Defaults.POOLING;

    /** The values as a record. */
    public NetworkConfig toConfig() {
        return new NetworkConfig(activation, pooling);
    }
}
