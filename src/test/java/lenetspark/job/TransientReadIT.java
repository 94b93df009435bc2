package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import lenetspark.data.Shapes;
import lenetspark.storage.FlakyFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a filesystem whose reads fail once: no file is damaged, so none is rejected, and the results are the same. */
class TransientReadIT {

    private static final String FILE_SYSTEM = "spark.hadoop.fs.flaky.impl";

    /** Failed tasks are retried, as on a cluster. */
    private static final String RETRYING = "local[2,4]";

    private final Path directory;

    TransientReadIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void useTheFileSystem() {
        System.setProperty(FILE_SYSTEM, FlakyFileSystem.class.getName());
        FlakyFileSystem.failAgain();
    }

    @AfterEach
    void forgetTheFileSystem() {
        System.clearProperty(FILE_SYSTEM);
    }

    @Test
    void shouldTrainOnIdxFilesWithTheSameBits() throws IOException {
        RunFiles good = SampleRun.train(directory.resolve("good"), "--epochs=1");

        RunFiles flaky = SampleRun.train(directory.resolve("flaky"), "--epochs=1", "--data=flaky:" + SampleRun.DATA);

        assertThat(flaky.sha256("model/lenet.zip")).isEqualTo(good.sha256("model/lenet.zip"));
        assertThat(FlakyFileSystem.failed())
                .containsExactlyInAnyOrder(
                        "train-images-idx3-ubyte.gz",
                        "train-labels-idx1-ubyte.gz",
                        "t10k-images-idx3-ubyte.gz",
                        "t10k-labels-idx1-ubyte.gz");
    }

    @Test
    void shouldTrainOnImageFilesAndPredictThemAllWithTheSameResults() throws IOException {
        Path shapes = directory.resolve("shapes");
        Shapes.write(shapes, 4, 2);
        RunFiles good = new RunFiles(directory.resolve("good"));
        succeed(train(shapes.toString(), good.root()));
        RunFiles flaky = new RunFiles(directory.resolve("flaky"));

        succeed(train("flaky:" + shapes, flaky.root()));

        assertThat(flaky.sha256("model/lenet.zip")).isEqualTo(good.sha256("model/lenet.zip"));
        assertThat(FlakyFileSystem.failed())
                .containsAll(IntStream.range(0, 4).mapToObj(i -> i + ".png").toList());

        FlakyFileSystem.failAgain();
        CommandRun predicted = succeed(predict(good, "flaky:" + shapes, "out"));

        assertThat(predicted.out()).singleElement().asString().startsWith("predicted 18 images and rejected 0 in ");
        assertThat(FlakyFileSystem.failed()).isNotEmpty();
    }

    @Test
    void shouldReportAReadErrorInOneLineWithoutTaskRetries() throws IOException {
        Path shapes = directory.resolve("shapes");
        Shapes.write(shapes, 1, 1);
        Files.delete(shapes.resolve("train/cross/0.png"));
        Files.delete(shapes.resolve("train/square/0.png"));
        RunFiles model = SampleRun.train(directory.resolve("model"), "--epochs=1");

        CommandRun predicted = CommandRun.on(
                "local[2]",
                "predict",
                "--model=" + model.root().resolve("model/lenet.zip"),
                "--input=flaky:" + shapes.resolve("train/circle"),
                "--output=" + directory.resolve("out"));

        assertThat(predicted.exitCode()).isEqualTo(3);
        assertThat(predicted.err())
                .containsExactly("lenet: flaky:" + shapes + "/train/circle/0.png: cannot be read: connection reset");
    }

    @Test
    void shouldPredictIdxFilesWithTheSameResults() {
        RunFiles model = SampleRun.train(directory.resolve("model"), "--epochs=1");

        CommandRun predicted = succeed(predict(model, "flaky:" + SampleRun.DATA, "out"));

        assertThat(predicted.out()).singleElement().asString().startsWith("predicted 2,500 images and rejected 0 in ");
        assertThat(FlakyFileSystem.failed()).contains("train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz");
    }

    private static CommandRun train(String data, Path output) {
        return CommandRun.on(
                RETRYING,
                "train",
                "--data=" + data,
                "--output=" + output,
                "--validation-size=0",
                "--epochs=1",
                "--replicas=2",
                "--batch-size=2");
    }

    private CommandRun predict(RunFiles run, String input, String output) {
        return CommandRun.on(
                RETRYING,
                "predict",
                "--model=" + run.root().resolve("model/lenet.zip"),
                "--input=" + input,
                "--output=" + directory.resolve(output));
    }

    private static CommandRun succeed(CommandRun command) {
        assertThat(command.err()).isEmpty();
        assertThat(command.exitCode()).isZero();
        return command;
    }
}
