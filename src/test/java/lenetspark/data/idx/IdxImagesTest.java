package lenetspark.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lenetspark.data.DataException;
import lenetspark.data.Samples;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxImagesTest {

    private final Path path;
    private final Directory directory;

    IdxImagesTest(@TempDir Path path) throws IOException {
        this.path = path;
        this.directory = Directory.at(path.toUri().toString(), new Configuration());
    }

    /** Writes three raw images of 1x1 and two compressed images of 2x2; the pixels of each image are its number. */
    @BeforeEach
    void write() throws IOException {
        Files.write(path.resolve("a-idx3"), Samples.images(3, 1, 1, new byte[] {1, 2, 3}));
        Files.write(
                path.resolve("b-idx3.gz"), Samples.gzip(Samples.images(2, 2, 2, new byte[] {4, 4, 4, 4, 5, 5, 5, 5})));
        Files.write(path.resolve("labels-idx1"), Samples.labels(3, (byte) 0, (byte) 1, (byte) 2));
    }

    private static List<IdxImage> read(IdxRange range) {
        List<IdxImage> images = new ArrayList<>();
        try (IdxRangeReader reader = new IdxRangeReader(Samples.throughJavaSerialisation(range))) {
            reader.forEachRemaining(images::add);
        }
        return images;
    }

    private static int number(IdxImage image) {
        byte[] pixels = image.image().pixels();
        return pixels[15 * 32 + 15];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void shouldReadEveryImageOnceInOrderForAnyNumberOfRanges(int partitions) {
        IdxImages images = IdxImages.in(directory, false);
        List<IdxImage> read = images.ranges(partitions).stream()
                .flatMap(range -> read(range).stream())
                .toList();

        assertThat(images.count()).isEqualTo(5);
        assertThat(read.stream().map(IdxImagesTest::number)).containsExactly(1, 2, 3, 4, 5);
        assertThat(read.stream().map(image -> image.file().replaceFirst(".*/", "") + "#" + image.index()))
                .containsExactly("a-idx3#0", "a-idx3#1", "a-idx3#2", "b-idx3.gz#0", "b-idx3.gz#1");
    }

    @Test
    void shouldReadASingleFileWithAnyName() throws IOException {
        Files.move(path.resolve("b-idx3.gz"), path.resolve("digits"));

        IdxImages images = IdxImages.of(directory, "digits", false);

        assertThat(images.ranges(1).stream()
                        .flatMap(range -> read(range).stream())
                        .map(IdxImagesTest::number))
                .containsExactly(4, 5);
    }

    @Test
    void shouldReportADirectoryWithoutImages() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file :
                    files.filter(name -> name.toString().contains("idx3")).toList()) {
                Files.delete(file);
            }
        }

        assertThatThrownBy(() -> IdxImages.in(directory, false))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        directory.uri() + ": has no IDX image file with idx3 in its name; give the path of the file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-idx3", "b-idx3.gz"})
    void shouldReportTruncatedFilesOnTheDriver(String name) throws IOException {
        byte[] whole = Files.readAllBytes(path.resolve(name));
        Files.write(path.resolve(name), Arrays.copyOf(whole, whole.length - 1));

        assertThatThrownBy(() -> IdxImages.in(directory, false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(directory.uri() + "/" + name + ": ");
    }

    @Test
    void shouldReportTrailingBytesOnTheDriver() throws IOException {
        Files.write(path.resolve("a-idx3"), Samples.images(3, 1, 1, new byte[] {1, 2, 3, 4}));

        assertThatThrownBy(() -> IdxImages.in(directory, false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("continues after the 19 bytes");
    }

    @Test
    void shouldReportChangedFilesOnTheExecutor() throws IOException {
        IdxImages images = IdxImages.in(directory, false);
        Files.write(path.resolve("a-idx3"), Samples.images(2, 1, 1, new byte[] {1, 2}));

        assertThatThrownBy(() -> read(images.ranges(1).get(0)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("changed since it was verified");
    }
}
