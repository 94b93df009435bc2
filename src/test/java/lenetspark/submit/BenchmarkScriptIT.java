package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lenetspark.submit.Checkout.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests src/bench/benchmark.sh with stubs of the measured programs. */
class BenchmarkScriptIT {

    /** Each stub prints its arguments after the last path. */
    private static final Map<String, String> PROGRAMS = Map.of(
            "bin/java",
            """
            case $* in
              *-XshowSettings*) echo 'java.specification.version = 17' >&2 && exit ;;
              *KernelThroughput*) echo '{"vectorBits": 512}' ;;
              *Report*) echo '| a table |' ;;
            esac
            all=$*
            echo "java ${all##*/jars/\\* }" >>"$TMPDIR/calls\"""",
            "bin/spark-submit",
            "all=$*; echo \"submit $4 ${all##*/}\" >>\"$TMPDIR/calls\"",
            "python3",
            """
            [[ $1 != -c ]] || exit "${TORCH_EXIT:-0}"
            all=$*
            echo "python3 ${all##*/} on $OMP_NUM_THREADS" >>"$TMPDIR/calls\"""",
            "mvn",
            "true",
            "getconf",
            "echo 4",
            "uptime",
            "echo ' 10:00:00 up 1 day,  1 user,  load average: 0.99, 3.00, 3.00'");

    @TempDir
    Path workspace;

    private Checkout checkout;

    @BeforeEach
    void prepareCheckout() throws IOException {
        checkout = new Checkout(workspace);
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            checkout.program(program.getKey(), program.getValue());
        }
    }

    @Test
    void shouldDescribeEveryOptionAndRowWithoutJava() throws Exception {
        Outcome help = benchmark(Map.of("JAVA_HOME", "/nowhere"), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .startsWith("Usage: src/bench/benchmark.sh ")
                .contains(
                        "--quick",
                        "--runs",
                        "--output",
                        "plain loops",
                        "stock DL4J",
                        "loop / all cores at once",
                        "PyTorch");
        assertThat(help.errors()).isEmpty();
    }

    @Test
    void shouldReportInvalidArgumentsBeforeBuilding() throws Exception {
        assertRefused(2, "unknown argument --fast. Try src/bench/benchmark.sh --help.", "--fast");
        assertRefused(2, "--runs needs a value. Try src/bench/benchmark.sh --help.", "--runs");
        assertRefused(2, "--runs must be 1 to 999, got: 0.", "--runs", "0");
    }

    @Test
    void shouldRejectANonEmptyDirectory() throws Exception {
        Path results = Files.createDirectories(workspace.resolve("my results"));
        Files.writeString(results.resolve("benchmark.md"), "older");
        assertRefused(4, results + " is not empty; choose another --output.", "--output", results.toString());
        assertThat(results.resolve("benchmark.md")).hasContent("older");
    }

    @Test
    void shouldInterleaveTheMeasurements() throws Exception {
        Outcome run = measure(Map.of(), "--runs", "2");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).isEqualTo("| a table |\n");
        String all = once(1) + once(2) + "java lenetspark.bench.Report " + workspace.resolve("my results");
        assertThat(workspace.resolve("calls")).hasContent("submit local[*] lenet-spark.jar summary\n" + all);
        assertThat(workspace.resolve("my results/kernel/simd-avx2-2.json")).hasContent("{\"vectorBits\": 512}");
        assertThat(Double.parseDouble(Files.readString(workspace.resolve("my results/train/stock-2.seconds"))))
                .isPositive();
        assertThat(workspace.resolve("my results/start.properties"))
                .content()
                .contains("load=0.99\n", "runs=2\n", "quick=false\n");
    }

    private static String once(int run) {
        return """
                java --add-modules=jdk.incubator.vector lenetspark.kernel.KernelThroughput vector 7 1
                java --add-modules=jdk.incubator.vector -XX:UseAVX=2 lenetspark.kernel.KernelThroughput vector 7 1
                java --add-modules=jdk.incubator.vector lenetspark.kernel.KernelThroughput plain 7 1
                java --add-modules=jdk.incubator.vector lenetspark.kernel.KernelThroughput dl4j 7 1
                java --add-modules=jdk.incubator.vector lenetspark.kernel.KernelThroughput vector 7 4
                submit local[*] simd-RUN RECIPE --engine simd --epochs 10
                submit local[*] bare-RUN RECIPE --engine simd --epochs 10 --report=false --tensorboard=false
                submit local[*] long-RUN RECIPE --engine simd --epochs 100
                submit local[*] dl4j-RUN RECIPE --engine dl4j --epochs 1
                submit local[*] stock-RUN RECIPE --averaging dl4j --epochs 1
                submit local[1] scaling-1-RUN RECIPE --engine simd --epochs 10
                submit local[2] scaling-2-RUN RECIPE --engine simd --epochs 10
                python3 torch_lenet.py 1 7 on 1
                python3 torch_lenet.py 4 7 on 4
                python3 torch-RUN 10 4 on 4
                """
                .replace("RECIPE", "--batch-size 64 --learning-rate 0.002 --averaging-frequency 50 --warmup-epochs 0")
                .replace("RUN", Integer.toString(run));
    }

    @Test
    void shouldSkipTorchIfItIsNotInstalled() throws Exception {
        assertThat(measure(Map.of("TORCH_EXIT", "1"), "--quick").exitCode()).isZero();
        assertThat(workspace.resolve("calls")).content().doesNotContain("python3");
    }

    @Test
    void shouldWarnAboutALoadedMachine() throws Exception {
        checkout.program("uptime", "echo '10:00  up 1 day, 1 user, load averages: 1.01 0.10 0.10'");
        assertThat(measure(Map.of(), "--quick").errors())
                .startsWith("benchmark.sh: the load average is 1.01 on 4 cores: the figures will be too low."
                        + " Wait until the machine is idle.\n");
    }

    @Test
    void shouldStopIfAMeasurementFails() throws Exception {
        checkout.program("bin/spark-submit", "[[ $* != *' dl4j'* ]] || { echo 'out of memory' >&2; exit 1; }");
        Outcome run = measure(Map.of(), "--quick");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors())
                .endsWith("Run 1 of 1: training, dl4j replicas ... failed\nout of memory\n"
                        + "benchmark.sh: the measurement failed: see above.\n");
        assertThat(run.output()).isEmpty();
    }

    /** Runs the script with the stubs. */
    private Outcome measure(Map<String, String> environment, String... arguments) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("JAVA_HOME", checkout.sparkHome().toString());
        all.put("TMPDIR", workspace.toString());
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--output", "my results"));
        return benchmark(all, words.toArray(String[]::new));
    }

    private void assertRefused(int exitCode, String error, String... arguments) throws Exception {
        Outcome run = benchmark(Map.of(), arguments);
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.errors()).isEqualTo("benchmark.sh: " + error + "\n");
        assertThat(run.output()).isEmpty();
    }

    private Outcome benchmark(Map<String, String> environment, String... arguments) throws Exception {
        return checkout.run("src/bench/benchmark.sh", environment, arguments);
    }
}
