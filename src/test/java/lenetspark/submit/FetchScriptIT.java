package lenetspark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lenetspark.data.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code datasets/fetch.sh} as far as no network is needed. */
class FetchScriptIT {

    private static final List<String> FILES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    private final Path from;
    private final Path to;
    private final Path output;

    FetchScriptIT(@TempDir Path temporary) throws IOException {
        from = Files.createDirectory(temporary.resolve("from"));
        to = temporary.resolve("to");
        output = temporary.resolve("output");
    }

    private record Outcome(int exitCode, List<String> lines) {}

    private Outcome fetch(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                Path.of(System.getProperty("lenet.basedir", "."), "datasets", "fetch.sh")
                        .toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readAllLines(output, StandardCharsets.UTF_8));
    }

    private void assertFailure(Outcome outcome, int exitCode, String... lines) {
        assertThat(outcome.lines()).containsExactly(lines);
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void shouldPrintHelp() throws Exception {
        Outcome outcome = fetch("--help");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.lines()).first().asString().startsWith("Usage: datasets/fetch.sh mnist|fashion-mnist");
    }

    @Test
    void shouldRejectInvalidArguments() throws Exception {
        assertFailure(fetch("cifar"), 2, "fetch.sh: unknown data set cifar, expected mnist or fashion-mnist");
        assertFailure(fetch(), 2, "fetch.sh: which data set? expected mnist or fashion-mnist; see --help");
        assertFailure(fetch("mnist", "--form", "x"), 2, "fetch.sh: unknown option --form; see --help");
        assertFailure(fetch("mnist", "--from"), 2, "fetch.sh: --from needs a directory");
    }

    @Test
    void shouldReportAMissingSourceDirectory() throws Exception {
        assertFailure(
                fetch("mnist", "--from", from + "/none", "--to", to.toString()),
                1,
                "fetch.sh: " + from + "/none: no such directory");
    }

    @Test
    void shouldReportEveryMissingAndEveryWrongFile() throws Exception {
        Files.copy(Samples.MNIST.resolve("t10k-labels-idx1-ubyte.gz"), from.resolve("t10k-labels-idx1-ubyte.gz"));
        Files.writeString(from.resolve("train-labels.idx1-ubyte"), "not the labels");
        assertFailure(
                fetch("mnist", "--from", from.toString(), "--to", to.toString()),
                1,
                "fetch.sh: " + from + ": has no train-images-idx3-ubyte (raw or .gz)",
                "fetch.sh: " + from + "/train-labels.idx1-ubyte: SHA-256 of the content is"
                        + " 57fd26209ae3995e3318ea1abce6997aea011b0c15150df8d0ad044bc93f0b08,"
                        + " expected 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "fetch.sh: " + from + ": has no t10k-images-idx3-ubyte (raw or .gz)",
                "fetch.sh: " + from + "/t10k-labels-idx1-ubyte.gz: SHA-256 of the content is"
                        + " 60e902e82445d902e245e1b039469f36936d63cb28e81527a7bbba247c240af3,"
                        + " expected ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void shouldKeepADamagedFileUntilTheReplacementIsComplete() throws Exception {
        Files.createDirectory(to);
        Files.writeString(to.resolve("t10k-images-idx3-ubyte"), "damaged");

        Outcome outcome = fetch("fashion-mnist", "--from", from.toString(), "--to", to.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.lines())
                .first()
                .isEqualTo("fetch.sh: " + to + "/t10k-images-idx3-ubyte: its SHA-256 is wrong; fetching it again");
        assertThat(to.resolve("t10k-images-idx3-ubyte")).hasContent("damaged");
    }

    @Test
    void shouldReportDamagedCompressedData() throws Exception {
        for (String name : FILES) {
            Files.write(from.resolve(name + ".gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        }
        assertFailure(
                fetch("mnist", "--from", from.toString(), "--to", to.toString()),
                1,
                FILES.stream()
                        .map(name -> "fetch.sh: " + from + "/" + name + ".gz: cannot be decompressed")
                        .toArray(String[]::new));
    }

    private static final Map<String, String> MNIST_SHA256 = Map.of(
            "train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    private void tool(String name, String script) throws IOException {
        Path tool = Files.createDirectories(from.resolveSibling("tools")).resolve(name);
        Files.writeString(tool, "#!/bin/sh\n" + script);
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    /** Creates stubs: the content of each file is its digest, which the digest tool prints, and copying is slow. */
    private void slowCopyOfMnist(String seconds) throws IOException {
        for (Map.Entry<String, String> file : MNIST_SHA256.entrySet()) {
            Files.writeString(from.resolve(file.getKey()), file.getValue() + " -\n");
        }
        tool("sha256sum", "exec cat");
        tool("cp", "head -c 20 \"$1\" >\"$2\" && sleep " + seconds + " && tail -c +21 \"$1\" >>\"$2\"");
    }

    private Process startWithTools(Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        Path.of(System.getProperty("lenet.basedir", "."), "datasets", "fetch.sh")
                                .toString(),
                        "mnist",
                        "--from",
                        from.toString(),
                        "--to",
                        to.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .merge("PATH", from.resolveSibling("tools").toString(), (path, tools) -> tools + ":" + path);
        return builder.start();
    }

    private void assertMnistAlone() throws IOException {
        try (Stream<Path> found = Files.list(to)) {
            assertThat(found.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(FILES);
        }
        for (Map.Entry<String, String> file : MNIST_SHA256.entrySet()) {
            assertThat(to.resolve(file.getKey())).hasContent(file.getValue() + " -");
        }
    }

    @Test
    void shouldCompleteTheFilesIfSeveralFetchesRunAtOnce() throws Exception {
        slowCopyOfMnist("0.2");
        List<Process> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(startWithTools(output.resolveSibling("output" + i)));
            // The delays differ, so that one copy ends while others are in progress.
            Thread.sleep(100);
        }
        for (int i = 0; i < runs.size(); i++) {
            assertThat(runs.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output.resolveSibling("output" + i)).content().endsWith("mnist: complete in " + to + "\n");
            assertThat(runs.get(i).exitValue()).isZero();
        }
        assertMnistAlone();
    }

    @Test
    void shouldLeaveNoFilesOfAnInterruptedRun() throws Exception {
        slowCopyOfMnist("1");
        Process run = startWithTools(output);
        while (!Files.isDirectory(to) || !hasEntries(to)) {
            Thread.sleep(10);
        }
        run.destroy();

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(143);
        assertThat(to).isEmptyDirectory();

        slowCopyOfMnist("0");
        assertThat(startWithTools(output).waitFor()).isZero();
        assertMnistAlone();
    }

    private static boolean hasEntries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isPresent();
        }
    }
}
