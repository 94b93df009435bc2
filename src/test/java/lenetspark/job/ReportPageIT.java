package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lenetspark.data.PadAndScale;
import lenetspark.dataset.ImageDataset;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The pages of a report as Chromium shows them; see {@link Browser} for machines without it. */
class ReportPageIT {

    private static final int DIGITS = 200;
    private static final int SIDE = 28;

    private static Browser browser;
    private static Path run;

    private final Path directory;

    ReportPageIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        Browser.require();
        browser = Browser.start();
        run = SampleRun.train(runs.resolve("run"), "--epochs=3", "--ema-decay=0.9")
                .root();
    }

    @AfterAll
    static void closeBrowser() {
        // There is no browser if the tests were skipped.
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 390", "dark, 390"})
    void shouldShowARun(String theme, int width) throws IOException {
        browser.show(theme, width, run.resolve("report/index.html"));
        assertThat(browser.texts("h2"))
                .containsExactly("Learning", "Speed", "Test set", "Network", "Configuration", "Provenance");
        assertThat(browser.number("return document.querySelectorAll('#figures div').length"))
                .isEqualTo(6);
        // Every canvas is drawn and has a description.
        assertThat(browser.number("return document.querySelectorAll('canvas').length"))
                .isGreaterThan(7 + 6 + 1 + 6 + 6 + 16);
        assertThat(browser.texts("canvas:not([role=img]), canvas:not([aria-label])"))
                .isEmpty();
        assertThat(
                        browser.number(
                                """
                        return [...document.querySelectorAll('canvas')].filter(canvas =>
                            new Set(new Uint32Array(canvas.getContext('2d')
                                .getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size < 2).length"""))
                .isLessThanOrEqualTo(6);
        assertThat(browser.number("return document.querySelectorAll('table.confusion tbody td').length"))
                .isEqualTo(100);
        assertThat(browser.number("return document.querySelectorAll('#wrong li').length"))
                .isBetween(1L, 24L);
        assertThat(browser.text("#files")).contains("t10k-images-idx3-ubyte");
        assertThat(browser.text("#settings")).contains("averaging-frequency");
        requireValidPage(width);
    }

    /** A run with the averaging of DL4J has no rounds, and a run that has just started has hardly any data. */
    @ParameterizedTest
    @CsvSource({"event, 0", "round, 3", "epoch, 7", "nothing, 7"})
    void shouldShowTheAvailableDataOfOtherRuns(String leftOut, int charts) throws IOException {
        RunFiles other = new RunFiles(run).copyTo(directory.resolve("other"));
        List<String> lines = Files.readAllLines(other.root().resolve("metrics.jsonl"));
        Files.write(
                other.root().resolve("metrics.jsonl"),
                lines.stream()
                        .filter(line -> !line.contains(leftOut.equals("event") ? "event" : "\"event\":\"" + leftOut))
                        .toList());
        ObjectNode record = (ObjectNode) other.json("run.json");
        record.remove("result");
        Files.writeString(other.root().resolve("run.json"), record.toString());
        assertThat(CommandRun.withoutSpark("report", other.root().toString()).err())
                .isEmpty();

        browser.show("light", 1280, other.root().resolve("report/index.html"));

        assertThat(browser.number("return document.querySelectorAll('canvas').length"))
                .isEqualTo(charts);
        assertThat(browser.text("#notes")).startsWith("This run has no result");
        assertThat(browser.texts("h2")).containsExactly("Learning", "Speed", "Network", "Configuration", "Provenance");
        requireValidPage(1280);
    }

    @Test
    void shouldReportThatARunMayHaveDiedWhenAnEpochTakesVeryLong() throws IOException {
        Path left = directory.resolve("left.html");
        Files.writeString(
                left,
                Files.readString(run.resolve("report/index.html"))
                        .replace("\"running\":false", "\"running\":true")
                        .replaceFirst("\"written\":\"[^\"]*\"", "\"written\":\"2020-01-02T03:04:05Z\""));

        browser.show("light", 1280, left);

        assertThat(browser.text("#notes"))
                .startsWith("Training is in progress. ")
                .contains("It was last updated on")
                .endsWith("If the run has failed, continue it with --resume.");
    }

    @Test
    void shouldEscapeText() throws IOException {
        RunFiles other = new RunFiles(run).copyTo(directory.resolve("other"));
        ObjectNode record = (ObjectNode) other.json("run.json");
        record.put("dataUri", "</script><img src=x onerror=alert(1)>");
        Files.writeString(other.root().resolve("run.json"), record.toString());
        assertThat(CommandRun.withoutSpark("report", other.root().toString()).err())
                .isEmpty();

        browser.show("light", 1280, other.root().resolve("report/index.html"));

        assertThat(browser.text("#files")).contains("</script><img src=x onerror=alert(1)>");
        requireValidPage(1280);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void shouldBeReadable(String theme) throws IOException {
        browser.show(theme, 1280, run.resolve("report/index.html"));
        assertThat(browser.lowestContrast()).isGreaterThanOrEqualTo(4.5);
    }

    @Test
    void shouldRebuildThePageFromTheDirectory() throws IOException {
        CommandRun report = CommandRun.withoutSpark(
                "report", run.toString(), "--output", directory.resolve("again").toString());

        assertThat(report.err()).isEmpty();
        assertThat(report.exitCode()).isZero();
        assertThat(report.out()).containsExactly("wrote file:" + directory + "/again/index.html");
        assertThat(withoutTime(directory.resolve("again/index.html")))
                .isEqualTo(withoutTime(run.resolve("report/index.html")));
        assertThat(directory.resolve("again/draw.html")).hasSameBinaryContentAs(run.resolve("report/draw.html"));
    }

    private static String withoutTime(Path page) throws IOException {
        return Files.readString(page).replaceFirst("\"written\":\"[^\"]*\"", "");
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 390"})
    void shouldCompareRuns(String theme, int width) throws IOException {
        Path other = SampleRun.train(directory.resolve("other"), "--learning-rate=0.001")
                .root();
        CommandRun compared = CommandRun.withoutSpark(
                "report", run.toString(), other.toString(), "--output=" + directory.resolve("both"));
        assertThat(compared.err()).isEmpty();

        browser.show(theme, width, directory.resolve("both/index.html"));
        assertThat(browser.number("return document.querySelectorAll('#runs tbody tr').length"))
                .isEqualTo(2);
        assertThat(browser.text("#differences"))
                .contains("learning-rate")
                .contains("0.003")
                .contains("0.001");
        assertThat(browser.number("return document.querySelectorAll('canvas').length"))
                .isEqualTo(4);
        requireValidPage(width);
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 390"})
    void shouldClassifyADrawing(String theme, int width) throws IOException {
        browser.show(theme, width, run.resolve("report/draw.html"));
        browser.drag("#pad", new int[] {0, -90}, new int[] {0, 90});

        assertThat(browser.text("#guess")).matches("This is a \\d, \\d+\\.\\d %\\.");
        assertThat(browser.number("return document.querySelectorAll('#bars li.best').length"))
                .isEqualTo(1);
        browser.click("#clear");
        assertThat(browser.text("#guess")).isEqualTo("Draw a digit from 0 to 9.");
        browser.type("#pad", " ", "\uE015", "\uE015", "\uE015", "\uE015", "\uE015", "\uE015", "\uE015");
        assertThat(browser.text("#guess")).matches("This is a \\d, \\d+\\.\\d %\\.");
        requireValidPage(width);
    }

    /** Digits are scaled to 20x20 and centered by mass, like those of MNIST. */
    @Test
    void shouldNormalizeADrawingLikeMnist() throws IOException {
        browser.show("light", 1280, run.resolve("report/draw.html"));
        List<?> pixels = (List<?>)
                browser.run(
                        """
                const grey = new Float32Array(280 * 280);
                for (let y = 30; y < 230; y++) for (let x = 200; x < 240; x++) grey[y * 280 + x] = 255;
                return Array.from(lenetDraw.normalise(grey, 280, 280));""");
        double mass = 0;
        double x = 0;
        double y = 0;
        int inked = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            double value = ((Number) pixels.get(i)).doubleValue();
            inked += value > 0 ? 1 : 0;
            mass += value;
            x += value * (i % SIDE);
            y += value * (i / SIDE);
        }
        // A bar of 40x200 becomes one of 4x20.
        assertThat(inked).isEqualTo(80);
        assertThat(x / mass).isCloseTo(14, within(0.5));
        assertThat(y / mass).isCloseTo(14, within(0.5));
    }

    @ParameterizedTest
    @CsvSource({"tanh, average", "scaled-tanh, max", "relu, max", "relu, average"})
    void shouldComputeTheSameInThePageAsInTheJvm(String activation, String pooling) throws IOException {
        Path trained = SampleRun.train(directory.resolve("run"), "--activation=" + activation, "--pooling=" + pooling)
                .root();
        List<byte[]> images = images();
        INDArray expected = probabilities(trained, images);

        browser.show("light", 1280, trained.resolve("report/draw.html"));
        List<?> shown = (List<?>) browser.run(
                "return arguments[0].map(pixels => lenetDraw.predict(pixels))",
                images.stream().map(ReportPageIT::levels).toList());
        double largest = 0;
        for (int i = 0; i < DIGITS; i++) {
            List<?> probabilities = (List<?>) shown.get(i);
            for (int digit = 0; digit < LeNet.CLASSES; digit++) {
                double difference = ((Number) probabilities.get(digit)).doubleValue() - expected.getDouble(i, digit);
                largest = Math.max(largest, Math.abs(difference));
            }
        }
        assertThat(largest).isLessThan(1e-4);
        assertThat(browser.problems()).isEmpty();
    }

    private static List<byte[]> images() throws IOException {
        int[] first = new int[DIGITS];
        Arrays.setAll(first, i -> i);
        return ImageDataset.idx(Directory.at(SampleRun.DATA.toString(), new Configuration()))
                .testImages(first);
    }

    private static List<Integer> levels(byte[] image) {
        List<Integer> levels = new ArrayList<>();
        for (byte pixel : image) {
            levels.add(pixel & 0xff);
        }
        return levels;
    }

    private static INDArray probabilities(Path trained, List<byte[]> images) throws IOException {
        ModelArchive model = ModelArchive.read(Files.readAllBytes(trained.resolve("model/lenet.zip")));
        PadAndScale transform = new PadAndScale(
                SIDE,
                SIDE,
                LeNet.INPUT_SIZE,
                model.scaling().min(),
                model.scaling().max());
        float[] input = new float[images.size() * transform.outputLength()];
        for (int i = 0; i < images.size(); i++) {
            transform.apply(images.get(i), 0, input, i * transform.outputLength());
        }
        return model.network().output(Nd4j.createFromArray(input).reshape(images.size(), 1, 32, 32));
    }

    /** Checks that a page logs no errors, loads no other resources and is not wider than the window. */
    private static void requireValidPage(int width) {
        assertThat(browser.problems()).isEmpty();
        assertThat(browser.number("return performance.getEntriesByType('resource').length"))
                .isZero();
        assertThat(browser.number("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        assertThat(browser.run("return document.documentElement.lang")).isEqualTo("en");
        assertThat(browser.number("return document.querySelectorAll('h1').length"))
                .isEqualTo(1);
    }
}
