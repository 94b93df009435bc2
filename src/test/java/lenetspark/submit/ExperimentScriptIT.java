package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lenetspark.submit.Checkout.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests src/bench/experiment.sh, rounds.sh and simulate.sh with stubs of the programs that it starts. */
class ExperimentScriptIT {

    @TempDir
    Path workspace;

    private Checkout checkout;

    @BeforeEach
    void prepareCheckout() throws IOException {
        checkout = new Checkout(workspace);
        checkout.program("mvn", "true");
        checkout.program("bin/spark-submit", "printf '%s\\n' \"$@\" >\"$TMPDIR/called\"");
    }

    private Outcome experiment(String... arguments) throws Exception {
        return checkout.run("src/bench/experiment.sh", Map.of("TMPDIR", workspace.toString()), arguments);
    }

    @Test
    void shouldDescribeEveryOption() throws Exception {
        Outcome help = experiment("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .startsWith("Usage: src/bench/experiment.sh ")
                .contains("--replicas", "--frequencies", "--rules", "--seeds", "--output", "--driver-memory");
    }

    @Test
    void shouldPassGridAndTrainOptions() throws Exception {
        Outcome run = experiment(
                "--replicas",
                "1,16",
                "--frequencies",
                "5",
                "--rules",
                "nesterov",
                "--seeds",
                "7",
                "--output",
                "my runs",
                "--",
                "--epochs",
                "3");

        assertThat(run.exitCode()).isZero();
        assertThat(run.errors())
                .endsWith("experiment.sh: wrote my runs/experiment.md, experiment.json and experiment.svg\n");
        String called = Files.readString(workspace.resolve("called"));
        assertThat(called).startsWith("--class\nlenetspark.bench.Experiment\n--master\nlocal[*]\n");
        assertThat(called)
                .endsWith("my runs\nrules=nesterov\nreplicas=1,16\nfrequencies=5\nseeds=7\n--data\n"
                        + checkout.path("datasets/mnist") + "\n--epochs\n3\n");
        assertThat(checkout.path("datasets/mnist/train-images-idx3-ubyte")).exists();
    }

    @Test
    void shouldContinueAnInterruptedFetch() throws Exception {
        Files.createDirectories(checkout.path("datasets/mnist"));
        Files.createFile(checkout.path("datasets/mnist/train-images-idx3-ubyte"));

        Outcome run = experiment();

        assertThat(run.errors()).contains("fetched mnist\n");
        assertThat(checkout.path("datasets/mnist/t10k-labels-idx1-ubyte")).exists();
    }

    @Test
    void shouldNotFetchDataThatTheUserProvides() throws Exception {
        assertThat(experiment("--data=hdfs://host/mnist").exitCode()).isZero();

        assertThat(Files.readString(workspace.resolve("called"))).endsWith("seeds=1,2,3\n--data=hdfs://host/mnist\n");
        assertThat(checkout.path("datasets/mnist")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --replicas 0       | --replicas must be comma-separated numbers, got: 0.
            --replicas 1,,2    | --replicas must be comma-separated numbers, got: 1,,2.
            --frequencies x    | --frequencies must be comma-separated numbers, got: x.
            --seeds 1.5        | --seeds must be comma-separated numbers, got: 1.5.
            --rules dl4j       | --rules must be a comma-separated list of weighted, nesterov, got: dl4j.
            --seeds            | --seeds needs a value. Try src/bench/experiment.sh --help.
            """)
    void shouldReportInvalidArgumentsBeforeBuilding(String arguments, String error) throws Exception {
        Outcome run = experiment(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).isEqualTo("experiment.sh: " + error + "\n");
        assertThat(workspace.resolve("called")).doesNotExist();
    }

    @Test
    void shouldMeasureTheCostOfRoundsForTheRequestedReplicas() throws Exception {
        Outcome run = checkout.run(
                "src/bench/rounds.sh",
                Map.of("TMPDIR", workspace.toString()),
                "--replicas",
                "2,300",
                "--output",
                "my rounds",
                "--driver-memory",
                "5g");

        assertThat(run.exitCode()).isZero();
        assertThat(run.errors()).endsWith("rounds.sh: wrote my rounds/rounds.md\n");
        assertThat(Files.readString(workspace.resolve("called")))
                .startsWith("--class\nlenetspark.bench.RoundCost\n--master\nlocal[*]\n--driver-memory\n5g\n")
                .endsWith("my rounds\n2,300\n--data\n" + checkout.path("datasets/mnist") + "\n");
    }

    @Test
    void shouldReportDataThatCannotBeFetchedForRounds() throws Exception {
        Outcome run = checkout.run("src/bench/rounds.sh", Map.of("TMPDIR", workspace.toString(), "FETCH_EXIT", "1"));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors())
                .endsWith("rounds.sh: MNIST could not be fetched: see above."
                        + " Take it from a directory with datasets/fetch.sh mnist --from DIR.\n");
        assertThat(workspace.resolve("called")).content().doesNotContain("RoundCost");
    }

    @Test
    void shouldSimulateWithTheOptionsOfTrain() throws Exception {
        Outcome run = checkout.run(
                "src/bench/simulate.sh",
                Map.of("TMPDIR", workspace.toString()),
                "my results.jsonl",
                "--driver-memory",
                "5g",
                "--epochs",
                "3");

        assertThat(run.exitCode()).isZero();
        assertThat(Files.readString(workspace.resolve("called")))
                .startsWith("--class\nlenetspark.job.train.Simulation\n--master\nlocal[*]\n--driver-memory\n5g\n")
                .endsWith("my results.jsonl\n--data\n" + checkout.path("datasets/mnist") + "\n--epochs\n3\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            rounds   | --replicas 2,x                | --replicas must be comma-separated numbers, got: 2,x.
            rounds   | --replicas                    | --replicas needs a value. Try src/bench/rounds.sh --help.
            rounds   | --epochs                      | unknown argument --epochs. Try src/bench/rounds.sh --help.
            simulate | --driver-memory 2g            | RESULTS.jsonl is missing. Try src/bench/simulate.sh --help.
            simulate | --epochs 3                    | RESULTS.jsonl must come first, got: --epochs. Try src/bench/simulate.sh --help.
            simulate | results.jsonl --driver-memory | --driver-memory needs a value. Try src/bench/simulate.sh --help.
            """)
    void shouldReportInvalidArgumentsOfRoundsAndSimulations(String script, String arguments, String error)
            throws Exception {
        Outcome run = checkout.run(
                "src/bench/" + script + ".sh", Map.of("TMPDIR", workspace.toString()), arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).isEqualTo(script + ".sh: " + error + "\n");
    }
}
