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
 * Reads an IDX file of unsigned bytes, raw or gzip-compressed, as a stream: the format of MNIST (LeCun, Cortes and
 * Burges, "The MNIST database", file formats). Images are [count, height, width], labels are [count].
 *
 * <p>A header is a claim: memory is used for what the stream really holds. Whatever is wrong with the content is a
 * {@link DataException} of one line with the file, what was found and what was expected; an {@link IOException} means
 * that the stream itself failed.
 */
public final class IdxReader implements Closeable {

    /** The largest height and width of an image, in pixels: the network's input is 32x32. */
    public static final int MAX_SIDE = InputImage.SIZE;

    static final String REMEDY = "copy it again, or fetch it (datasets/fetch.sh mnist)";

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int CHUNK = 1 << 16;

    private final String file;
    private final InputStream content;
    private final int dimensions;
    private final int count;
    private final int height;
    private final int width;
    private long found;
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
     * @param file names the file in messages
     * @param stored the file from its first byte on, as it is stored
     */
    public static IdxReader images(String file, InputStream stored) throws IOException {
        return images(file, stored, null);
    }

    /**
     * Reads the header of a label file.
     *
     * @param file names the file in messages
     * @param stored the file from its first byte on, as it is stored
     */
    public static IdxReader labels(String file, InputStream stored) throws IOException {
        return labels(file, stored, null);
    }

    /** {@link #images(String, InputStream)} that also digests the content, decompressed. */
    public static IdxReader images(String file, InputStream stored, @Nullable MessageDigest digest) throws IOException {
        return new IdxReader(file, content(file, stored, digest), 3);
    }

    /** {@link #labels(String, InputStream)} that also digests the content, decompressed. */
    public static IdxReader labels(String file, InputStream stored, @Nullable MessageDigest digest) throws IOException {
        return new IdxReader(file, content(file, stored, digest), 1);
    }

    /** The number of images or labels, at least 1. */
    public int count() {
        return count;
    }

    /** The height of the images in pixels, 1 to {@link #MAX_SIDE}; 1 for labels. */
    public int height() {
        return height;
    }

    /** The width of the images in pixels, 1 to {@link #MAX_SIDE}; 1 for labels. */
    public int width() {
        return width;
    }

    /** The index of the next image or label. */
    int position() {
        return position;
    }

    /**
     * Reads the next image, row by row, into {@code pixels} from {@code offset} on: height x width bytes.
     *
     * @throws DataException if the file ends before
     */
    public void read(byte[] pixels, int offset) throws IOException {
        advance(1);
        int size = height * width;
        int read = content.readNBytes(pixels, offset, size);
        found += read;
        if (read < size) {
            throw truncated();
        }
    }

    /**
     * Passes over the next {@code records} images or labels, without reading them where the stream can seek.
     *
     * @throws DataException if the file ends before
     */
    public void skip(int records) throws IOException {
        advance(records);
        long left = (long) records * height * width;
        while (left > 0) {
            long skipped = content.skip(left);
            if (skipped <= 0) {
                if (content.read() < 0) {
                    throw truncated();
                }
                skipped = 1;
            }
            found += skipped;
            left -= skipped;
        }
    }

    /**
     * Reads all labels, to the end of the file.
     *
     * @return [count], each 0 to 255
     * @throws DataException if the file is too short or too long
     */
    public short[] readLabels() throws IOException {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        readRest(labels);
        byte[] bytes = labels.toByteArray();
        short[] values = new short[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) (bytes[i] & 0xff);
        }
        return values;
    }

    /** Reads all images that are left, to the end of the file. */
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
     * Reads what is left, to the end of the file, to verify that it is all there.
     *
     * @throws DataException if the file is too short or too long
     */
    public void readToEnd() throws IOException {
        readRest(null);
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        content.close();
    }

    private void readRest(@Nullable ByteArrayOutputStream copy) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long left = (long) (count - position) * height * width;
        position = count;
        while (left > 0) {
            int read = content.read(chunk, 0, (int) Math.min(CHUNK, left));
            if (read < 0) {
                throw truncated();
            }
            if (copy != null) {
                copy.write(chunk, 0, read);
            }
            found += read;
            left -= read;
        }
        if (content.read() >= 0) {
            throw new DataException(file + ": goes on after the " + expectedBytes() + " bytes that its header ("
                    + shape() + ") announces, expected its end there");
        }
    }

    private void advance(int records) {
        if (records < 0 || records > count - position) {
            throw new IllegalArgumentException(
                    "cannot pass " + records + " records at record " + position + " of " + count);
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
        found += header.length;
        if (header.length < bytes) {
            throw new DataException(file + ": truncated: found " + found + " bytes, expected a header of "
                    + headerBytes() + " bytes and " + what() + "; " + REMEDY);
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
                    + " for " + what());
        }
    }

    private int checkCount(long announced) {
        if (announced < 1 || announced > Integer.MAX_VALUE) {
            throw new DataException(
                    file + ": header announces " + announced + " " + what() + ", expected 1 to " + Integer.MAX_VALUE);
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
        return new DataException(file + ": truncated: found " + found + " bytes, expected " + expectedBytes() + " ("
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

    private String what() {
        return dimensions == 1 ? "labels" : "images";
    }

    private static long unsigned(byte[] bigEndian) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(bigEndian).getInt());
    }
}
