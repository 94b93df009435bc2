package lenetspark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import lenetspark.data.DataException;
import lenetspark.data.FileDigest;
import lenetspark.data.Samples;
import lenetspark.data.Split;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDatasetTest {

    private final Path data;

    ImageDatasetTest(@TempDir Path data) throws IOException {
        this.data = data;
        Samples.copyTo(data);
    }

    private ImageDataset open() throws IOException {
        return ImageDataset.idx(directory());
    }

    private Directory directory() throws IOException {
        return Directory.at(data.toString(), new Configuration());
    }

    private byte[] content(String name) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(data.resolve(name)))).readAllBytes();
    }

    private void assertRejected(String message) {
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessage(message.replace("DIR", "file:" + data));
    }

    @Test
    void shouldLoadTheSample() throws IOException {
        ImageDataset dataset = open();

        assertThat(dataset.uri()).isEqualTo("file:" + data);
        assertThat(dataset.height()).isEqualTo(28);
        assertThat(dataset.width()).isEqualTo(28);
        assertThat(dataset.train().size()).isEqualTo(2000);
        assertThat(dataset.testSize()).isEqualTo(500);
        assertThat(dataset.train().size()).isEqualTo(2000);
        assertThat(dataset.train().labels()).startsWith(5, 0, 4, 1, 9);
        assertThat(dataset.test().labels()).startsWith(7, 2, 1, 0, 4).hasSize(500);
        assertThat(dataset.test().indices()).isEqualTo(IntStream.range(0, 500).toArray());
        assertThat(dataset.test().uri()).isEqualTo("file:" + data + "/t10k-images-idx3-ubyte.gz");
    }

    @Test
    void shouldReadTestImagesByPosition() throws IOException {
        byte[] file = content("t10k-images-idx3-ubyte.gz");

        assertThat(open().testImages(new int[] {0, 7, 499}))
                .containsExactly(
                        Arrays.copyOfRange(file, 16, 16 + 784),
                        Arrays.copyOfRange(file, 16 + 7 * 784, 16 + 8 * 784),
                        Arrays.copyOfRange(file, 16 + 499 * 784, 16 + 500 * 784));
        assertThat(open().testImages(new int[0])).isEmpty();
    }

    @Test
    void shouldReportTestImagesThatChangedAfterVerification() throws IOException {
        ImageDataset dataset = open();
        Files.write(data.resolve("t10k-images-idx3-ubyte.gz"), new byte[10]);

        assertThatThrownBy(() -> dataset.testImages(new int[] {0}))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("file:" + data + "/t10k-images-idx3-ubyte.gz: changed since it was verified: ");
    }

    @Test
    void shouldDigestStoredFilesAndTheirContent() throws IOException {
        String contentSha256 = "90795ea2219655a7281c0d6756d0ae8a33bebac7ec84bac89bbdcc5e3baa9f8c";
        FileDigest compressed = Objects.requireNonNull(open().digests().get("train-labels-idx1-ubyte"));
        assertThat(compressed.name()).isEqualTo("train-labels-idx1-ubyte.gz");
        assertThat(compressed.bytes()).isEqualTo(Files.size(data.resolve("train-labels-idx1-ubyte.gz")));
        assertThat(compressed.sha256()).hasSize(64).isNotEqualTo(contentSha256);
        assertThat(compressed.contentSha256()).isEqualTo(contentSha256);

        Files.write(data.resolve("train-labels-idx1-ubyte"), content("train-labels-idx1-ubyte.gz"));
        assertThat(open().digests().get("train-labels-idx1-ubyte"))
                .isEqualTo(new FileDigest("train-labels-idx1-ubyte", 2008, contentSha256, contentSha256));
        assertThat(open().digests().keySet())
                .containsExactly(
                        "train-images-idx3-ubyte",
                        "train-labels-idx1-ubyte",
                        "t10k-images-idx3-ubyte",
                        "t10k-labels-idx1-ubyte");
    }

    @Test
    void shouldAcceptDottedNamesAndAnyMixOfCompression() throws IOException {
        Files.move(data.resolve("train-images-idx3-ubyte.gz"), data.resolve("train-images.idx3-ubyte.gz"));
        Files.write(data.resolve("t10k-labels.idx1-ubyte"), content("t10k-labels-idx1-ubyte.gz"));
        Files.delete(data.resolve("t10k-labels-idx1-ubyte.gz"));

        ImageDataset dataset = open();
        assertThat(dataset.train().size()).isEqualTo(2000);
        assertThat(dataset.digests().values())
                .extracting(FileDigest::name)
                .contains("train-images.idx3-ubyte.gz", "t10k-labels.idx1-ubyte");
    }

    @Test
    void shouldDetectCompressionByContent() throws IOException {
        Files.move(data.resolve("t10k-images-idx3-ubyte.gz"), data.resolve("t10k-images-idx3-ubyte"));
        assertThat(open().testSize()).isEqualTo(500);
    }

    @Test
    void shouldListMissingFiles() throws IOException {
        Files.delete(data.resolve("t10k-images-idx3-ubyte.gz"));
        Files.delete(data.resolve("train-labels-idx1-ubyte.gz"));
        assertRejected("DIR: has no train-labels-idx1-ubyte, t10k-images-idx3-ubyte (raw or .gz);"
                + " fetch MNIST with datasets/fetch.sh mnist");
    }

    @Test
    void shouldExplainHowToFetchAMissingDirectory() throws IOException {
        Directory nowhere = directory().child("nowhere");
        assertThatThrownBy(() -> ImageDataset.idx(nowhere))
                .isInstanceOf(DataException.class)
                .hasMessage(nowhere.uri() + ": no such directory; fetch MNIST with datasets/fetch.sh mnist");
    }

    @Test
    void shouldReportADirectoryInPlaceOfAFile() throws IOException {
        Files.createDirectory(data.resolve("train-images-idx3-ubyte"));
        assertRejected("DIR/train-images-idx3-ubyte: is a directory, not a file");
    }

    @Test
    void shouldRejectDifferentNumbersOfLabelsAndImages() throws IOException {
        Files.write(data.resolve("t10k-labels-idx1-ubyte"), Samples.labels(499, new byte[499]));
        assertRejected("DIR/t10k-labels-idx1-ubyte: found 499 labels, expected 500,"
                + " one for each image of t10k-images-idx3-ubyte.gz");
    }

    private void relabel(String name, int index, int label) throws IOException {
        byte[] labels = content(name + ".gz");
        labels[8 + index] = (byte) label;
        Files.delete(data.resolve(name + ".gz"));
        Files.write(data.resolve(name), labels);
    }

    @Test
    void shouldReportTheFirstLabelAfterAMissingOne() throws IOException {
        relabel("train-labels-idx1-ubyte", 7, 11);

        assertRejected("DIR/train-labels-idx1-ubyte: label 11 at index 7, but no example has label 10;"
                + " correct the label, or set classes to 12 if a class may have no examples");
    }

    @Test
    void shouldAllowClassesWithoutExamplesIfTheirNumberIsGiven() throws IOException {
        relabel("train-labels-idx1-ubyte", 7, 11);

        ImageDataset dataset = ImageDataset.idx(directory(), false, OptionalInt.of(12));

        assertThat(dataset.classNames()).hasSize(12).startsWith("0").endsWith("10", "11");
        assertThat(dataset.train().labels()[7]).isEqualTo(11);
    }

    @Test
    void shouldRejectLabelsOutsideTheNumberOfClasses() throws IOException {
        relabel("train-labels-idx1-ubyte", 7, 10);

        assertThatThrownBy(() -> ImageDataset.idx(directory(), false, OptionalInt.of(10)))
                .isInstanceOf(DataException.class)
                .hasMessage("file:" + data + "/train-labels-idx1-ubyte: label 10 at index 7, expected 0 to 9");
    }

    @Test
    void shouldRejectTestLabelsOutsideTheClasses() throws IOException {
        relabel("t10k-labels-idx1-ubyte", 7, 10);

        assertRejected("DIR/t10k-labels-idx1-ubyte: label 10 at index 7, expected 0 to 9");
    }

    @Test
    void shouldUseTheClassesOfTheEvaluatedModel() throws IOException {
        relabel("train-labels-idx1-ubyte", 7, 11);

        assertThat(ImageDataset.testIdx(directory(), false).classNames()).hasSize(12);
    }

    @Test
    void shouldRejectASingleClass() throws IOException {
        Files.write(data.resolve("train-labels-idx1-ubyte"), Samples.labels(2000, new byte[2000]));

        assertRejected("DIR/train-labels-idx1-ubyte: examples of 1 classes (0), expected 2 to 1000");
    }

    @Test
    void shouldRejectTestImagesOfADifferentSize() throws IOException {
        Files.write(data.resolve("t10k-images-idx3-ubyte"), Samples.images(500, 27, 28, new byte[500 * 27 * 28]));
        assertRejected(
                "DIR/t10k-images-idx3-ubyte: images of 27x28, expected 28x28 as in DIR/train-images-idx3-ubyte.gz");
    }

    @Test
    void shouldNameTheDamagedFile() throws IOException {
        byte[] stored = Files.readAllBytes(data.resolve("train-images-idx3-ubyte.gz"));
        Files.write(data.resolve("train-images-idx3-ubyte.gz"), Arrays.copyOf(stored, stored.length / 2));
        assertRejected("DIR/train-images-idx3-ubyte.gz: corrupt gzip data (Unexpected end of ZLIB input stream),"
                + " expected a complete gzip file; copy it again, or fetch it (datasets/fetch.sh mnist)");
    }

    @Test
    void shouldSplitWithoutLossAndStratified() throws IOException {
        Split split = open().split(300, 42);

        assertThat(split.validation().size()).isEqualTo(300);
        assertThat(split.train().size()).isEqualTo(1700);
        assertThat(IntStream.concat(
                                Arrays.stream(split.train().indices()),
                                Arrays.stream(split.validation().indices()))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, 2000).toArray());
        int[] labels = open().train().labels();
        int[] held = split.validation().indices();
        assertThat(split.validation().labels())
                .isEqualTo(Arrays.stream(held).map(i -> labels[i]).toArray());
        // 220 ones and 172 eights of 2,000.
        assertThat(Arrays.stream(split.validation().labels()).filter(label -> label == 1))
                .hasSize(33);
        assertThat(Arrays.stream(split.validation().labels()).filter(label -> label == 8))
                .hasSize(26);
    }

    @Test
    void shouldReturnEmptyValidationSetForSizeZero() throws IOException {
        Split split = open().split(0, 42);
        assertThat(split.validation().size()).isZero();
        assertThat(split.train().size()).isEqualTo(2000);
    }

    @Test
    void shouldRejectAValidationSizeOfAllExamples() throws IOException {
        ImageDataset dataset = open();
        assertThat(dataset.split(1999, 42).train().size()).isEqualTo(1);
        assertThatThrownBy(() -> dataset.split(2000, 42))
                .isInstanceOf(DataException.class)
                .hasMessage("file:" + data + ": a validation size of 2000 leaves none of the 2000 training examples;"
                        + " choose a smaller one");
        assertThatThrownBy(() -> dataset.split(-1, 42))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Validation size must be at least 0, got: -1");
    }
}
