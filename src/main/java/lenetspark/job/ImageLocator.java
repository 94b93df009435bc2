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
 * Location of the images to predict.
 *
 * @param directory directory that contains the images or the file
 * @param file name of the file; empty for the whole directory
 */
record ImageLocator(Directory directory, Optional<String> file) {

    private static final int SIGNATURE_LENGTH = 4;

    /** Returns the URI of the file or the directory. */
    String uri() {
        return file.map(name -> directory.uri() + "/" + name).orElseGet(directory::uri);
    }

    /**
     * Detects the format from the file names in a directory or the first bytes of a file.
     *
     * @throws DataException if the input cannot be read or has an unknown format
     */
    InputFormat detect() {
        try {
            return file.isEmpty() ? ofDirectory(directory.list()) : ofFile(signature(file.get()));
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    private InputFormat ofDirectory(List<String> names) {
        if (names.isEmpty()) {
            throw new DataException(uri() + ": is empty, expected images");
        }
        if (names.stream().anyMatch(IdxImages::isImages)) {
            return InputFormat.IDX;
        }
        return names.stream().anyMatch(name -> name.endsWith(".parquet")) ? InputFormat.PARQUET : InputFormat.IMAGES;
    }

    private InputFormat ofFile(byte[] signature) {
        if (startsWith(signature, 0, 0, 8) || startsWith(signature, 0x1f, 0x8b)) {
            return InputFormat.IDX;
        }
        if (startsWith(signature, 'P', 'A', 'R', '1')) {
            return InputFormat.PARQUET;
        }
        if (startsWith(signature, 0x89, 'P', 'N', 'G') || startsWith(signature, 0xff, 0xd8, 0xff)) {
            return InputFormat.IMAGES;
        }
        throw new DataException(
                uri()
                        + ": is not IDX, PNG, JPEG or Parquet according to its first bytes; name the format with --input-format");
    }

    private byte[] signature(String name) throws IOException {
        try (InputStream in = directory.open(name)) {
            return in.readNBytes(SIGNATURE_LENGTH);
        }
    }

    private static boolean startsWith(byte[] content, int... values) {
        byte[] expected = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = (byte) values[i];
        }
        return content.length >= expected.length
                && Arrays.equals(content, 0, expected.length, expected, 0, expected.length);
    }
}
