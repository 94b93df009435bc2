package lenetspark.data.idx;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Locale;
import lenetspark.data.DataException;
import lenetspark.data.PixelSums;
import lenetspark.data.image.InputImage;
import org.jspecify.annotations.Nullable;

/**
 * Streaming reader of IDX files of unsigned bytes, raw or gzip-compressed: the format of MNIST (LeCun, Cortes and
 * Burges, "The MNIST database", file formats). Images have the shape [count, height, width], labels the shape [count].
 *
 * <p>The header is not trusted: memory is allocated only for data that the stream contains. Invalid content causes a
 * {@link DataException} whose one-line message names the file, the found value and the expected value. An {@link
 * IOException} means that the stream itself failed.
 */
public final class IdxReader implements Closeable {

    /** Largest height and width of an image in pixels, the size of the network's input. */
    public static final int MAX_SIDE = InputImage.SIZE;

    static final String REMEDY = "copy it again, or fetch it (datasets/fetch.sh mnist)";

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int CHUNK_SIZE = 1 << 16;

    private final String file;
    private final InputStream content;
    private final int dimensions;
    private final int count;
    private final int height;
    private final int width;
    private long bytesRead;
    private int position;

    private IdxReader(String file, InputStream content, int dimensions) throws IOException {
        this.file = file;
        this.content = content;
        this.dimensions = dimensions;
        checkMagic(header(4));
        this.count = checkCount(unsigned(header(4)));
        long rows = dimensions == 1 ? 1 : unsigned(header(4));
        long columns = dimensions == 1 ? 1 : unsigned(header(4));
        checkSides(rows, columns);
        this.height = (int) rows;
        this.width = (int) columns;
    }

    /**
     * Reads the header of an image file.
     *
     * @param file name of the file, for messages
     * @param stored stream of the stored file, at its first byte
     */
    public static IdxReader images(String file, InputStream stored) throws IOException {
        return images(file, stored, null);
    }

    /**
     * Reads the header of a label file.
     *
     * @param file name of the file, for messages
     * @param stored stream of the stored file, at its first byte
     */
    public static IdxReader labels(String file, InputStream stored) throws IOException {
        return labels(file, stored, null);
    }

    /**
     * Reads the header like {@link #images(String, InputStream)} and updates a digest with the decompressed content.
     */
    public static IdxReader images(String file, InputStream stored, @Nullable MessageDigest digest) throws IOException {
        return new IdxReader(file, content(file, stored, digest), 3);
    }

    /**
     * Reads the header like {@link #labels(String, InputStream)} and updates a digest with the decompressed content.
     */
    public static IdxReader labels(String file, InputStream stored, @Nullable MessageDigest digest) throws IOException {
        return new IdxReader(file, content(file, stored, digest), 1);
    }

    /** Returns the number of images or labels, at least 1. */
    public int count() {
        return count;
    }

    /** Returns the height of the images in pixels, 1 to {@link #MAX_SIDE}; 1 for labels. */
    public int height() {
        return height;
    }

    /** Returns the width of the images in pixels, 1 to {@link #MAX_SIDE}; 1 for labels. */
    public int width() {
        return width;
    }

    /** Returns the index of the next image or label. */
    int position() {
        return position;
    }

    /**
     * Reads the next image, height x width bytes in stored order, into {@code pixels} at {@code offset}.
     *
     * @throws DataException if the file ends too early
     */
    public void read(byte[] pixels, int offset) throws IOException {
        advance(1);
        int size = height * width;
        int read = content.readNBytes(pixels, offset, size);
        bytesRead += read;
        if (read < size) {
            throw truncated();
        }
    }

    /**
     * Skips the next {@code records} images or labels, without reading them if the stream can seek.
     *
     * @throws DataException if the file ends too early
     */
    public void skip(int records) throws IOException {
        advance(records);
        long remaining = (long) records * height * width;
        while (remaining > 0) {
            long skipped = content.skip(remaining);
            if (skipped <= 0) {
                if (content.read() < 0) {
                    throw truncated();
                }
                skipped = 1;
            }
            bytesRead += skipped;
            remaining -= skipped;
        }
    }

    /**
     * Reads all labels and checks that the file ends after them.
     *
     * @return labels of shape [count], each 0 to 255
     * @throws DataException if the file is too short or too long
     */
    public short[] readLabels() throws IOException {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        readRemaining(labels);
        byte[] bytes = labels.toByteArray();
        short[] values = new short[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) (bytes[i] & 0xff);
        }
        return values;
    }

    /**
     * Computes the pixel sums of all images and checks that the file ends after them.
     *
     * @throws DataException if the file is too short or too long
     */
    public PixelSums readPixelSums() throws IOException {
        PixelSums sums = new PixelSums(height() * width());
        byte[] pixels = new byte[height() * width()];
        for (int image = 0; image < count(); image++) {
            read(pixels, 0);
            sums.add(pixels);
        }
        readToEnd();
        return sums;
    }

    /**
     * Reads the remaining images or labels and checks that the file ends after them.
     *
     * @throws DataException if the file is too short or too long
     */
    public void readToEnd() throws IOException {
        readRemaining(null);
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        content.close();
    }

    private void readRemaining(@Nullable ByteArrayOutputStream copy) throws IOException {
        byte[] chunk = new byte[CHUNK_SIZE];
        long remaining = (long) (count - position) * height * width;
        position = count;
        while (remaining > 0) {
            int read = content.read(chunk, 0, (int) Math.min(CHUNK_SIZE, remaining));
            if (read < 0) {
                throw truncated();
            }
            if (copy != null) {
                copy.write(chunk, 0, read);
            }
            bytesRead += read;
            remaining -= read;
        }
        if (content.read() >= 0) {
            throw new DataException(file + ": continues after the " + expectedBytes() + " bytes that its header ("
                    + shape() + ") announces, expected the end of the file");
        }
    }

    private void advance(int records) {
        if (records < 0 || records > count - position) {
            throw new IllegalArgumentException(
                    "cannot skip " + records + " records at record " + position + " of " + count);
        }
        position += records;
    }

    private static InputStream content(String file, InputStream stored, @Nullable MessageDigest digest)
            throws IOException {
        InputStream content = new ContentStream(file, stored);
        return digest == null ? content : new DigestInputStream(content, digest);
    }

    private byte[] header(int bytes) throws IOException {
        byte[] header = content.readNBytes(bytes);
        bytesRead += header.length;
        if (header.length < bytes) {
            throw new DataException(file + ": truncated: found " + bytesRead + " bytes, expected a header of "
                    + headerBytes() + " bytes and " + recordKind() + "; " + REMEDY);
        }
        return header;
    }

    private void checkMagic(byte[] magic) {
        if (magic[0] != 0 || magic[1] != 0) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: not an IDX file: starts with %02x%02x%02x%02x, expected 00000%d%02x; %s",
                    file,
                    magic[0],
                    magic[1],
                    magic[2],
                    magic[3],
                    UNSIGNED_BYTE,
                    dimensions,
                    REMEDY));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw new DataException(String.format(
                    Locale.ROOT, "%s: element type 0x%02x, expected 0x08 (unsigned bytes)", file, magic[2]));
        }
        if (magic[3] != dimensions) {
            throw new DataException(file + ": number of dimensions " + (magic[3] & 0xff) + ", expected " + dimensions
                    + " for " + recordKind());
        }
    }

    private int checkCount(long announced) {
        if (announced < 1 || announced > Integer.MAX_VALUE) {
            throw new DataException(file + ": header announces " + announced + " " + recordKind() + ", expected 1 to "
                    + Integer.MAX_VALUE);
        }
        return (int) announced;
    }

    private void checkSides(long rows, long columns) {
        if (rows < 1 || rows > MAX_SIDE || columns < 1 || columns > MAX_SIDE) {
            throw new DataException(file + ": images of height " + rows + " and width " + columns + ", expected 1 to "
                    + MAX_SIDE + " pixels each");
        }
    }

    private DataException truncated() {
        return new DataException(file + ": truncated: found " + bytesRead + " bytes, expected " + expectedBytes() + " ("
                + shape() + "); " + REMEDY);
    }

    private long expectedBytes() {
        return headerBytes() + (long) count * height * width;
    }

    private int headerBytes() {
        return 4 + 4 * dimensions;
    }

    private String shape() {
        return dimensions == 1 ? count + " labels" : count + " images of " + height + "x" + width;
    }

    private String recordKind() {
        return dimensions == 1 ? "labels" : "images";
    }

    private static long unsigned(byte[] bigEndian) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(bigEndian).getInt());
    }
}
