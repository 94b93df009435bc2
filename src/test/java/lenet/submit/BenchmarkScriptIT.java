package lenet.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lenet.submit.Checkout.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** submit/benchmark.sh, as far as it goes without measuring. */
class BenchmarkScriptIT {

    @TempDir
    Path workspace;

    private Checkout checkout;

    @BeforeEach
    void prepareCheckout() throws IOException {
        checkout = new Checkout(workspace);
    }

    @Test
    void help_names_every_option_and_row_and_needs_no_java() throws Exception {
        Outcome help = benchmark(Map.of("JAVA_HOME", "/nowhere"), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .startsWith("Usage: submit/benchmark.sh ")
                .contains("--quick", "--runs", "--output", "plain loops", "stock DL4J", "loop efficiency", "PyTorch");
        assertThat(help.errors()).isEmpty();
    }

    @Test
    void bad_arguments_are_named_before_anything_is_built() throws Exception {
        assertRefused(2, "unknown argument --fast. Try submit/benchmark.sh --help.", "--fast");
        assertRefused(2, "--runs needs a value. Try submit/benchmark.sh --help.", "--runs");
        assertRefused(2, "--runs must be 1 to 999, cannot be: 0.", "--runs", "0");
    }

    @Test
    void a_directory_with_content_is_left_alone() throws Exception {
        Path results = Files.createDirectories(workspace.resolve("my results"));
        Files.writeString(results.resolve("benchmark.md"), "older");
        assertRefused(4, results + " is not empty; choose another --output.", "--output", results.toString());
        assertThat(results.resolve("benchmark.md")).hasContent("older");
    }

    private void assertRefused(int exitCode, String error, String... arguments) throws Exception {
        Outcome run = benchmark(Map.of(), arguments);
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.errors()).isEqualTo("benchmark.sh: " + error + "\n");
        assertThat(run.output()).isEmpty();
    }

    private Outcome benchmark(Map<String, String> environment, String... arguments) throws Exception {
        return checkout.run("submit/benchmark.sh", environment, arguments);
    }
}
