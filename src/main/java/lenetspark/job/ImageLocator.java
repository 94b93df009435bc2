package lenetspark.job;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lenetspark.config.InputFormat;
import lenetspark.data.DataException;
import lenetspark.data.idx.IdxImages;
import lenetspark.storage.Directory;

/**
 * Where images are that the user wants predicted.
 *
 * @param directory that holds them, or the file
 * @param file the file's name; empty for all of the directory
 */
record ImageLocator(Directory directory, Optional<String> file) {

    private static final int FIRST = 4;

    /** The URI. */
    String uri() {
        return file.map(name -> directory.uri() + "/" + name).orElseGet(directory::uri);
    }

    /**
     * What is there, by the names in a directory or the first bytes of a file.
     *
     * @throws DataException if it cannot be read, or is nothing that is known
     */
    InputFormat detect() {
        try {
            return file.isEmpty() ? ofDirectory(directory.list()) : ofFile(first(file.get()));
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    private InputFormat ofDirectory(List<String> names) {
        if (names.isEmpty()) {
            throw new DataException(uri() + ": is empty, expected images");
        }
        if (names.stream().anyMatch(IdxImages::isImageFile)) {
            return InputFormat.IDX;
        }
        return names.stream().anyMatch(name -> name.endsWith(".parquet")) ? InputFormat.PARQUET : InputFormat.IMAGES;
    }

    private InputFormat ofFile(byte[] first) {
        if (begins(first, 0, 0, 8) || begins(first, 0x1f, 0x8b)) {
            return InputFormat.IDX;
        }
        if (begins(first, 'P', 'A', 'R', '1')) {
            return InputFormat.PARQUET;
        }
        if (begins(first, 0x89, 'P', 'N', 'G') || begins(first, 0xff, 0xd8, 0xff)) {
            return InputFormat.IMAGES;
        }
        throw new DataException(
                uri() + ": neither IDX, PNG, JPEG nor Parquet by its first bytes; say which with --input-format");
    }

    private byte[] first(String name) throws IOException {
        try (InputStream in = directory.open(name)) {
            return in.readNBytes(FIRST);
        }
    }

    private static boolean begins(byte[] content, int... values) {
        byte[] expected = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = (byte) values[i];
        }
        return content.length >= expected.length
                && Arrays.equals(content, 0, expected.length, expected, 0, expected.length);
    }
}
