package lenet.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import lenet.storage.Directory;

/** An image file as the driver verified it, for the executors to open again. A class, because Kryo makes no records. */
final class ImageFile implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Directory directory;
    private final String name;
    private final long bytes;
    private final int count;
    private final int height;
    private final int width;

    ImageFile(Directory directory, String name, long bytes, int count, int height, int width) {
        this.directory = directory;
        this.name = name;
        this.bytes = bytes;
        this.count = count;
        this.height = height;
        this.width = width;
    }

    String location() {
        return directory.uri() + "/" + name;
    }

    int count() {
        return count;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /**
     * Opens the file at its first image.
     *
     * @throws DataException if it is not the file that was verified
     */
    IdxReader open() throws IOException {
        long found = directory.length(name);
        if (found != bytes) {
            throw changed(found + " bytes", bytes + " bytes");
        }
        InputStream stored = directory.open(name);
        try {
            IdxReader reader = IdxReader.images(location(), stored);
            if (reader.count() != count || reader.height() != height || reader.width() != width) {
                throw changed(shape(reader.count(), reader.height(), reader.width()), shape(count, height, width));
            }
            return reader;
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    private DataException changed(String found, String expected) {
        return new DataException(
                location() + ": changed since it was verified: found " + found + ", expected " + expected);
    }

    private static String shape(int count, int height, int width) {
        return count + " images of " + height + "x" + width;
    }
}
