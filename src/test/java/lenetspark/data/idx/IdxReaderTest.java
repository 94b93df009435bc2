package lenetspark.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import lenetspark.data.DataException;
import lenetspark.data.Samples;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class IdxReaderTest {

    private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte) 255};
    private static final byte[] IMAGES = Samples.images(2, 2, 3, PIXELS);
    private static final byte[] LABELS = Samples.labels(3, (byte) 9, (byte) 0, (byte) 5);

    private static IdxReader images(byte[] stored) throws IOException {
        return IdxReader.images("images", new ByteArrayInputStream(stored));
    }

    private static short[] readLabels(byte[] stored) throws IOException {
        return IdxReader.labels("labels", new ByteArrayInputStream(stored)).readLabels();
    }

    private static byte[] with(byte[] file, int position, int value) {
        byte[] copy = file.clone();
        copy[position] = (byte) value;
        return copy;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static void assertImagesRejected(byte[] stored, String message) {
        assertThatThrownBy(() -> images(stored).readToEnd())
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    private static void assertLabelsRejected(byte[] stored, String message) {
        assertThatThrownBy(() -> readLabels(stored))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    @Example
    void shouldReadRawAndCompressedImages() throws IOException {
        for (byte[] stored : new byte[][] {IMAGES, Samples.gzip(IMAGES)}) {
            IdxReader reader = images(stored);
            assertThat(reader.count()).isEqualTo(2);
            assertThat(reader.height()).isEqualTo(2);
            assertThat(reader.width()).isEqualTo(3);
            byte[] pixels = new byte[8];
            reader.read(pixels, 1);
            assertThat(pixels).containsExactly(0, 1, 2, 3, 4, 5, 6, 0);
            reader.read(pixels, 0);
            assertThat(pixels).containsExactly(7, 8, 9, 10, 11, 255, 6, 0);
            reader.readToEnd();
        }
    }

    @Example
    void shouldSkipToAnImage() throws IOException {
        for (byte[] stored : new byte[][] {IMAGES, Samples.gzip(IMAGES)}) {
            IdxReader reader = images(stored);
            byte[] pixels = new byte[6];
            reader.skip(0);
            reader.skip(1);
            reader.read(pixels, 0);
            assertThat(pixels).containsExactly(7, 8, 9, 10, 11, 255);
            assertThatThrownBy(() -> reader.skip(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("cannot skip 1 records at record 2 of 2");
        }
    }

    @Example
    void shouldReadRawAndCompressedLabels() throws IOException {
        assertThat(readLabels(LABELS)).containsExactly((short) 9, (short) 0, (short) 5);
        assertThat(readLabels(Samples.gzip(LABELS))).containsExactly((short) 9, (short) 0, (short) 5);
    }

    @Example
    void shouldReadFilesWithSeveralGzipMembers() throws IOException {
        byte[] members = join(
                Samples.gzip(Arrays.copyOf(LABELS, 5)),
                Samples.gzip(new byte[0]),
                Samples.gzip(Arrays.copyOfRange(LABELS, 5, LABELS.length)));
        assertThat(readLabels(members)).containsExactly((short) 9, (short) 0, (short) 5);
    }

    @Example
    void shouldRejectFilesThatAreNotIdx() {
        assertImagesRejected(
                "<html>not found".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                "images: not an IDX file: starts with 3c68746d, expected 00000803;"
                        + " copy it again, or fetch it (datasets/fetch.sh mnist)");
    }

    @Example
    void shouldRejectOtherElementTypes() {
        assertImagesRejected(with(IMAGES, 2, 0x0d), "images: element type 0x0d, expected 0x08 (unsigned bytes)");
    }

    @Example
    void shouldRejectLabelsAsImagesAndImagesAsLabels() {
        assertImagesRejected(LABELS, "images: number of dimensions 1, expected 3 for images");
        assertLabelsRejected(IMAGES, "labels: number of dimensions 3, expected 1 for labels");
    }

    @Example
    void shouldRejectImagesOfUnsupportedSize() {
        assertImagesRejected(
                with(IMAGES, 11, 33), "images: images of height 33 and width 3, expected 1 to 32 pixels each");
        assertImagesRejected(
                with(IMAGES, 15, 0), "images: images of height 2 and width 0, expected 1 to 32 pixels each");
        assertImagesRejected(
                with(IMAGES, 8, 0xff), "images: images of height 4278190082 and width 3, expected 1 to 32 pixels each");
    }

    @Example
    void shouldRejectEmptyAndImpossibleCounts() {
        assertImagesRejected(
                Samples.images(0, 28, 28, new byte[0]), "images: header announces 0 images, expected 1 to 2147483647");
        assertLabelsRejected(
                Samples.labels(-1), "labels: header announces 4294967295 labels, expected 1 to 2147483647");
    }

    @Example
    void shouldRejectTruncatedFiles() {
        String remedy = "; copy it again, or fetch it (datasets/fetch.sh mnist)";
        assertImagesRejected(
                Arrays.copyOf(IMAGES, 27), "images: truncated: found 27 bytes, expected 28 (2 images of 2x3)" + remedy);
        assertLabelsRejected(
                Arrays.copyOf(LABELS, 9), "labels: truncated: found 9 bytes, expected 11 (3 labels)" + remedy);
        assertImagesRejected(
                Arrays.copyOf(IMAGES, 9),
                "images: truncated: found 9 bytes, expected a header of 16 bytes and images" + remedy);
        assertLabelsRejected(
                new byte[0], "labels: truncated: found 0 bytes, expected a header of 8 bytes and labels" + remedy);
        assertThatThrownBy(() -> images(Arrays.copyOf(IMAGES, 20)).read(new byte[6], 0))
                .isInstanceOf(DataException.class)
                .hasMessage("images: truncated: found 20 bytes, expected 28 (2 images of 2x3)" + remedy);
        assertThatThrownBy(() -> images(Arrays.copyOf(IMAGES, 20)).skip(1))
                .isInstanceOf(DataException.class)
                .hasMessage("images: truncated: found 20 bytes, expected 28 (2 images of 2x3)" + remedy);
    }

    @Example
    void shouldRejectFilesThatAreTooLong() {
        byte[] overlong = join(IMAGES, new byte[1]);
        String message = "images: continues after the 28 bytes that its header (2 images of 2x3) announces,"
                + " expected the end of the file";
        assertImagesRejected(overlong, message);
        assertImagesRejected(Samples.gzip(overlong), message);
    }

    @Property(tries = 60)
    void shouldRejectBytesAfterTheGzipData(@ForAll @IntRange(min = 1, max = 200) int size) {
        assertImagesRejected(
                join(Samples.gzip(IMAGES), new byte[size]),
                "images: found " + size + " bytes after the end of the gzip data, expected none");
    }

    @Example
    void shouldRejectCorruptGzip() {
        byte[] gzip = Samples.gzip(IMAGES);
        String remedy = ", expected a complete gzip file; copy it again, or fetch it (datasets/fetch.sh mnist)";
        assertImagesRejected(
                with(gzip, gzip.length - 5, gzip[gzip.length - 5] + 1),
                "images: corrupt gzip data (Corrupt GZIP trailer)" + remedy);
        assertImagesRejected(
                Arrays.copyOf(gzip, gzip.length - 12),
                "images: corrupt gzip data (Unexpected end of ZLIB input stream)" + remedy);
        assertImagesRejected(with(gzip, 2, 7), "images: corrupt gzip data (Unsupported compression method)" + remedy);
    }

    @Example
    void shouldReadLabelsOfAnyByteValue() throws IOException {
        assertThat(readLabels(with(LABELS, 10, 255))).containsExactly((short) 9, (short) 0, (short) 255);
    }

    @Example
    void shouldNotReportAFailingStreamAsInvalidData() {
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(IMAGES, 20)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        return read();
                    }
                });
        assertThatThrownBy(() -> IdxReader.images("images", failing).readToEnd())
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    /** The stream fails with the exception class of the decoder, at every byte of the file and at its end. */
    @Example
    void shouldNotReportAFailingStreamAsDamagedGzip() {
        byte[] stored = Samples.gzip(IMAGES);
        for (int good = 0; good <= stored.length; good++) {
            int whole = good;
            EOFException failure = new EOFException("connection reset");
            assertThatThrownBy(() ->
                            images(new FailingAfter(stored, whole, failure)).readToEnd())
                    .as("after %d bytes", good)
                    .isSameAs(failure);
        }
    }

    private static IdxReader images(InputStream stored) throws IOException {
        return IdxReader.images("images", stored);
    }

    private static final class FailingAfter extends InputStream {
        private final byte[] stored;
        private final int good;
        private final IOException failure;
        private int read;

        FailingAfter(byte[] stored, int good, IOException failure) {
            this.stored = stored;
            this.good = good;
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            if (read == good) {
                throw failure;
            }
            return stored[read++] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (read == good) {
                throw failure;
            }
            int some = Math.min(length, good - read);
            System.arraycopy(stored, read, buffer, offset, some);
            read += some;
            return some;
        }
    }

    /** Reads a file completely and returns the exception, if any. */
    private static @Nullable DataException readAll(byte[] stored, boolean asImages) throws IOException {
        try {
            if (asImages) {
                images(stored).readToEnd();
            } else {
                readLabels(stored);
            }
            return null;
        } catch (DataException e) {
            assertThat(e.getMessage())
                    .startsWith(asImages ? "images: " : "labels: ")
                    .doesNotContain("\n");
            return e;
        }
    }

    @Property
    void shouldReadOrRejectArbitraryBytes(@ForAll byte[] stored, @ForAll boolean asImages) throws IOException {
        readAll(stored, asImages);
        readAll(join(new byte[] {0, 0, 8, (byte) (asImages ? 3 : 1)}, stored), asImages);
        readAll(join(new byte[] {0x1f, (byte) 0x8b}, stored), asImages);
        readAll(join(Samples.gzip(IMAGES), stored), asImages);
    }

    @Property
    void shouldReadOrRejectFilesWithAChangedByte(
            @ForAll("files") byte[] file,
            @ForAll @IntRange(max = 200) int position,
            @ForAll byte value,
            @ForAll boolean asImages)
            throws IOException {
        readAll(with(file, position % file.length, value), asImages);
    }

    @Property
    void shouldRejectEveryProperPrefix(@ForAll("files") byte[] file, @ForAll @IntRange(max = 200) int length)
            throws IOException {
        byte[] prefix = Arrays.copyOf(file, length % file.length);
        assertThat(readAll(prefix, true)).isNotNull();
        assertThat(readAll(prefix, false)).isNotNull();
    }

    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<byte[]> images = Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 5))
                .as((count, height, width) -> Samples.images(count, height, width, new byte[count * height * width]));
        Arbitrary<byte[]> labels = Arbitraries.bytes()
                .between((byte) 0, (byte) 9)
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(40)
                .map(values -> Samples.labels(values.length, values));
        return Arbitraries.oneOf(images, labels).flatMap(file -> Arbitraries.of(file, Samples.gzip(file)));
    }

    @Property(tries = 50)
    void shouldAllocateMemoryForActualContentOnly(
            @ForAll @IntRange(min = 1 << 24) int announced, @ForAll @IntRange(max = 1000) int present) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] labels = Samples.labels(announced, new byte[present]);
        byte[] images = Samples.images(announced, 32, 32, new byte[present]);
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> readLabels(labels)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> images(images).readToEnd()).isInstanceOf(DataException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000_000);
    }
}
