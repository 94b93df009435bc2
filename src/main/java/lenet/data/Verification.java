package lenet.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lenet.storage.Directory;
import org.jspecify.annotations.Nullable;

/** Finds the four files of a data set, reads each once, and checks that they are whole and belong together. */
final class Verification {

    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private final Directory directory;
    private final Map<String, FileDigest> digests = new LinkedHashMap<>();

    Verification(Directory directory) {
        this.directory = directory;
    }

    MnistDataset run() {
        Map<String, String> names = find();
        Subset train = examples(names, TRAIN_IMAGES, TRAIN_LABELS);
        Subset test = examples(names, TEST_IMAGES, TEST_LABELS);
        checkSameSize(train.images(), test.images());
        return new MnistDataset(directory, train, test, Collections.unmodifiableMap(digests));
    }

    private Map<String, String> find() {
        List<String> present;
        try {
            present = directory.list();
        } catch (FileNotFoundException e) {
            throw new DataException(e.getMessage() + "; fetch MNIST with datasets/fetch.sh mnist", e);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String standard : List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)) {
            String name = spelling(standard, present);
            if (name == null) {
                missing.add(standard);
            } else {
                names.put(standard, name);
            }
        }
        if (!missing.isEmpty()) {
            throw new DataException(directory.uri() + ": has no " + String.join(", ", missing)
                    + " (raw or .gz); fetch MNIST with datasets/fetch.sh mnist");
        }
        return names;
    }

    private static @Nullable String spelling(String standard, List<String> present) {
        String dotted = standard.replace("-idx", ".idx");
        for (String name : List.of(standard, dotted, standard + ".gz", dotted + ".gz")) {
            if (present.contains(name)) {
                return name;
            }
        }
        return null;
    }

    private Subset examples(Map<String, String> names, String imagesStandard, String labelsStandard) {
        String imagesName = names.getOrDefault(imagesStandard, imagesStandard);
        String labelsName = names.getOrDefault(labelsStandard, labelsStandard);
        Images read = read(
                imagesStandard,
                imagesName,
                IdxReader::images,
                (reader, bytes) -> new Images(
                        new ImageFile(directory, imagesName, bytes, reader.count(), reader.height(), reader.width()),
                        PixelSums.read(reader)));
        ImageFile images = read.file();
        byte[] labels = read(labelsStandard, labelsName, IdxReader::labels, (reader, bytes) -> reader.readLabels());
        if (images.count() != labels.length) {
            throw new DataException(location(labelsName) + ": found " + labels.length + " labels, expected "
                    + images.count() + ", one for each image of " + imagesName);
        }
        return Subset.all(images, labels, read.pixels());
    }

    private record Images(ImageFile file, PixelSums pixels) {}

    @FunctionalInterface
    private interface Opening {
        IdxReader open(String file, InputStream stored, MessageDigest content) throws IOException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(IdxReader reader, long bytes) throws IOException;
    }

    private <T> T read(String standard, String name, Opening opening, Reading<T> reading) {
        MessageDigest stored = sha256();
        MessageDigest content = sha256();
        StoredFile file = openFile(name);
        try (InputStream in = new DigestInputStream(file.content(), stored);
                IdxReader reader = opening.open(location(name), in, content)) {
            T result = reading.read(reader, file.bytes());
            digests.put(standard, new FileDigest(name, file.bytes(), hex(stored), hex(content)));
            return result;
        } catch (IOException e) {
            throw new DataException(location(name) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private record StoredFile(InputStream content, long bytes) {}

    private StoredFile openFile(String name) {
        try {
            long bytes = directory.length(name);
            return new StoredFile(directory.open(name), bytes);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkSameSize(ImageFile train, ImageFile test) {
        if (test.height() != train.height() || test.width() != train.width()) {
            throw new DataException(test.location() + ": images of " + test.height() + "x" + test.width()
                    + ", expected " + train.height() + "x" + train.width() + " as in " + train.location());
        }
    }

    private String location(String name) {
        return directory.uri() + "/" + name;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
