package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A short training run on the sample of MNIST. */
public final class SampleRun {

    /** The first 2,000 and 500 digits of MNIST. */
    public static final Path DATA =
            Path.of("src", "test", "resources", "mnist-sample").toAbsolutePath();

    /** Number of training examples. */
    private static final int EXAMPLES = 1_800;

    /** {@value #EXAMPLES} examples for three replicas: ten minibatches each, the last one short, in five rounds an epoch. */
    private static final String[] SETTINGS = {
        "--data=" + DATA,
        "--validation-size=200",
        "--replicas=3",
        "--epochs=2",
        "--batch-size=64",
        "--averaging-frequency=2",
        "--learning-rate=0.003",
        "--schedule=constant"
    };

    private SampleRun() {}

    /** Rounds in an epoch of a run that averages after every minibatch. */
    public static int roundsPerEpoch(int replicas, int batchSize) {
        int perReplica = -Math.floorDiv(-EXAMPLES, replicas);
        return -Math.floorDiv(-perReplica, batchSize);
    }

    /**
     * Settings with a round for each of the 38 minibatches of 16, for runs that are interrupted, in
     * processes whose JVM has not compiled the kernels yet.
     */
    public static String[] shortRounds(String... settings) {
        return Stream.concat(Stream.of("--batch-size=16", "--averaging-frequency=1"), Stream.of(settings))
                .toArray(String[]::new);
    }

    /** Returns the command line of a run with options that override the defaults, such as {@code --replicas=1}. */
    public static String[] arguments(Path output, String... settings) {
        return arguments(output.toString(), settings);
    }

    /** Returns the command line with an output on any filesystem. */
    public static String[] arguments(String output, String... settings) {
        Map<String, String> options = new LinkedHashMap<>();
        Stream.of(SETTINGS, settings, new String[] {"--output=" + output})
                .flatMap(Stream::of)
                .forEach(option -> options.put(option.replaceFirst("=.*", ""), option));
        return options.values().toArray(String[]::new);
    }

    /** Trains and checks that there is no warning and no error. */
    public static RunFiles train(Path output, String... settings) {
        CommandRun command = CommandRun.of(arguments(output, settings));
        assertThat(command.err()).isEmpty();
        assertThat(command.exitCode()).isZero();
        return new RunFiles(output);
    }
}
