package lenetspark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lenetspark.data.ClassNames;
import lenetspark.data.DataException;
import lenetspark.data.ExampleSet;
import lenetspark.data.FileDigest;
import lenetspark.data.LabelRange;
import lenetspark.data.PixelSums;
import lenetspark.data.Sources;
import lenetspark.data.idx.IdxImageFile;
import lenetspark.data.idx.IdxReader;
import lenetspark.storage.Directory;
import lenetspark.storage.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Loader of IDX data sets: finds the four files, reads each once, and checks that they are complete and belong
 * together.
 */
final class IdxDatasetLoader {

    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    /** Matches the file names of an EMNIST data set; the group is the prefix before {@code train} and {@code test}. */
    private static final Pattern EMNIST = Pattern.compile("(emnist-[a-z]+-)(?:train|test)-(?:images|labels)[-.]idx.*");

    private final Directory directory;
    private final boolean transposed;
    private final OptionalInt classes;
    private final MissingLabels missingLabels;
    /** Name of the file that maps EMNIST labels to characters; empty if there is none. */
    private String mapping = "";

    private final Map<String, FileDigest> digests = new LinkedHashMap<>();

    /** Treatment of labels without examples below the largest label if the number of classes is not given. */
    enum MissingLabels {
        /** A gap is an error, unless the EMNIST mapping names the class. */
        REJECT,
        /** A gap is a class without examples. */
        ACCEPT
    }

    /**
     * @param directory directory of the files
     * @param transposed whether the images are stored in column-major order
     * @param classes number of classes; empty to take the labels from the EMNIST mapping or, without one, from the
     *     training set
     * @param missingLabels treatment of labels without examples
     */
    IdxDatasetLoader(Directory directory, boolean transposed, OptionalInt classes, MissingLabels missingLabels) {
        this.directory = directory;
        this.transposed = transposed;
        this.classes = classes;
        this.missingLabels = missingLabels;
    }

    ImageDataset run() {
        Map<String, String> names = findFiles();
        Examples train = examples(names, TRAIN_IMAGES, TRAIN_LABELS);
        NavigableMap<Integer, String> characters = mapping.isEmpty() ? new TreeMap<>() : characters();
        LabelRange labels = labels(train, characters);
        List<String> classNames = mapping.isEmpty() ? labels.names() : names(labels, characters);
        checkLabels(train, labels);
        Examples test = examples(names, TEST_IMAGES, TEST_LABELS);
        checkLabels(test, labels);
        checkSameSize(train.images(), test.images());
        return new ImageDataset(
                directory.uri(),
                train.zeroBased(labels.first()),
                test.zeroBased(labels.first()),
                classNames,
                Collections.unmodifiableMap(digests));
    }

    private LabelRange labels(Examples train, NavigableMap<Integer, String> characters) {
        if (classes.isPresent()) {
            return LabelRange.of(classes.getAsInt(), train.smallest(), train.largest());
        }
        if (!characters.isEmpty() && missingLabels == MissingLabels.REJECT) {
            return new LabelRange(characters.firstKey() == 1 ? 1 : 0, characters.lastKey());
        }
        LabelRange labels = LabelRange.of(train.smallest(), train.largest());
        if (missingLabels == MissingLabels.REJECT) {
            checkMissingLabels(train, labels);
        }
        return labels;
    }

    private static void checkMissingLabels(Examples train, LabelRange labels) {
        BitSet present = new BitSet();
        for (short label : train.labels()) {
            present.set(label);
        }
        int missing = present.nextClearBit(labels.first());
        for (int i = 0; i < train.labels().length && missing <= labels.last(); i++) {
            if (train.labels()[i] > missing) {
                throw labels.missingLabel(
                        train.labelsLocation() + ": label " + train.labels()[i] + " at index " + i, missing);
            }
        }
        if (missing <= labels.last()) {
            ClassNames.requireCount(train.labelsLocation(), List.of(String.valueOf(train.smallest())));
        }
    }

    /** Returns the characters that the EMNIST mapping defines for the labels. */
    private List<String> names(LabelRange labels, Map<Integer, String> characters) {
        List<String> names = new ArrayList<>();
        for (int label = labels.first(); label <= labels.last(); label++) {
            String character = characters.get(label);
            if (character == null || names.contains(character)) {
                throw invalidMapping();
            }
            names.add(character);
        }
        return names;
    }

    /**
     * Reads the mapping. A line is a label and the codes of its characters: {@code 1 65 97} maps label 1 to A and a.
     */
    private NavigableMap<Integer, String> characters() {
        NavigableMap<Integer, String> characters = new TreeMap<>();
        try {
            for (String line : new String(directory.read(mapping), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                String[] parts = line.strip().split("\\s+");
                if (parts.length > 1) {
                    characters.put(Integer.valueOf(parts[0]), Character.toString(Integer.parseInt(parts[1])));
                }
            }
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw invalidMapping();
        }
        if (characters.size() < 2) {
            throw invalidMapping();
        }
        return characters;
    }

    private DataException invalidMapping() {
        return new DataException(location(mapping)
                + ": expected one line per label with the label and the code of a different character; delete the file"
                + " to use the labels as class names");
    }

    private static void checkLabels(Examples examples, LabelRange range) {
        short[] labels = examples.labels();
        for (int i = 0; i < labels.length; i++) {
            if (!range.contains(labels[i])) {
                throw new DataException(
                        examples.labelsLocation() + ": label " + labels[i] + " at index " + i + ", expected " + range);
            }
        }
    }

    /** Images with their stored labels. */
    @SuppressWarnings("ArrayRecordComponent") // The record is never compared.
    private record Examples(IdxImageFile images, String labelsLocation, short[] labels, PixelSums pixels) {

        int smallest() {
            int smallest = Short.MAX_VALUE;
            for (short label : labels) {
                smallest = Math.min(smallest, label);
            }
            return smallest;
        }

        int largest() {
            int largest = 0;
            for (short label : labels) {
                largest = Math.max(largest, label);
            }
            return largest;
        }

        /** Returns all examples with labels shifted to start at 0. */
        ExampleSet zeroBased(int first) {
            short[] fromZero = labels.clone();
            for (int i = 0; i < fromZero.length; i++) {
                fromZero[i] -= (short) first;
            }
            return ExampleSet.all(images, fromZero, pixels);
        }
    }

    private Map<String, String> findFiles() {
        List<String> present;
        try {
            present = directory.list();
        } catch (FileNotFoundException e) {
            throw new DataException(e.getMessage() + "; fetch MNIST with datasets/fetch.sh mnist", e);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
        String prefix = emnistPrefix(present);
        if (!prefix.isEmpty() && present.contains(prefix + "mapping.txt")) {
            mapping = prefix + "mapping.txt";
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String standard : List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)) {
            String expected = prefix.isEmpty() ? standard : prefix + standard.replace("t10k", "test");
            String name = findSpelling(expected, present);
            if (name == null) {
                missing.add(expected);
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

    /** Returns the file name prefix of the EMNIST data set in the directory; empty if there is none. */
    private String emnistPrefix(List<String> present) {
        List<String> prefixes = present.stream()
                .map(EMNIST::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .distinct()
                .toList();
        if (prefixes.size() > 1) {
            throw new DataException(directory.uri() + ": contains several data sets ("
                    + String.join(", ", prefixes).replaceAll("-(?=,|$)", "")
                    + "), expected one; move each to a directory of its own");
        }
        return prefixes.isEmpty() ? "" : prefixes.get(0);
    }

    private static @Nullable String findSpelling(String standard, List<String> present) {
        String dotted = standard.replace("-idx", ".idx");
        for (String name : List.of(standard, dotted, standard + ".gz", dotted + ".gz")) {
            if (present.contains(name)) {
                return name;
            }
        }
        return null;
    }

    private Examples examples(Map<String, String> names, String imagesStandard, String labelsStandard) {
        String imagesName = names.getOrDefault(imagesStandard, imagesStandard);
        String labelsName = names.getOrDefault(labelsStandard, labelsStandard);
        Images read = read(imagesStandard, imagesName, IdxReader::images, (reader, bytes) -> {
            PixelSums pixels = reader.readPixelSums();
            return new Images(
                    new IdxImageFile(
                            directory,
                            imagesName,
                            bytes,
                            reader.count(),
                            reader.height(),
                            reader.width(),
                            transposed,
                            pixels.checksums()),
                    pixels);
        });
        IdxImageFile images = read.file();
        short[] labels = read(labelsStandard, labelsName, IdxReader::labels, (reader, bytes) -> reader.readLabels());
        if (images.count() != labels.length) {
            throw new DataException(location(labelsName) + ": found " + labels.length + " labels, expected "
                    + images.count() + ", one for each image of " + imagesName);
        }
        return new Examples(images, location(labelsName), labels, read.pixels());
    }

    private record Images(IdxImageFile file, PixelSums pixels) {}

    @FunctionalInterface
    private interface ReaderFactory {
        IdxReader open(String file, InputStream stored, MessageDigest content) throws IOException;
    }

    @FunctionalInterface
    private interface ContentReader<T> {
        T read(IdxReader reader, long bytes) throws IOException;
    }

    private <T> T read(String standard, String name, ReaderFactory factory, ContentReader<T> contentReader) {
        return Sources.read(location(name), () -> {
            MessageDigest stored = Sha256.digest();
            MessageDigest content = Sha256.digest();
            long bytes = directory.length(name);
            try (InputStream in = new DigestInputStream(directory.open(name), stored);
                    IdxReader reader = factory.open(location(name), in, content)) {
                T result = contentReader.read(reader, bytes);
                digests.put(standard, new FileDigest(name, bytes, Sha256.hex(stored), Sha256.hex(content)));
                return result;
            }
        });
    }

    private void checkSameSize(IdxImageFile train, IdxImageFile test) {
        if (test.height() != train.height() || test.width() != train.width()) {
            throw new DataException(test.location() + ": images of " + test.height() + "x" + test.width()
                    + ", expected " + train.height() + "x" + train.width() + " as in " + train.location());
        }
    }

    private String location(String name) {
        return directory.uri() + "/" + name;
    }
}
