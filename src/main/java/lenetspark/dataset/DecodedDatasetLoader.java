package lenetspark.dataset;

import java.util.BitSet;
import java.util.Collections;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import lenetspark.data.ClassNames;
import lenetspark.data.DataException;
import lenetspark.data.ExampleSet;
import lenetspark.data.FileDigest;
import lenetspark.data.LabelRange;
import lenetspark.data.decoded.DecodedSplit;
import lenetspark.data.image.StoredExample;
import lenetspark.dataset.ImageDataset.Labelled;
import lenetspark.storage.Directory;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Loader of data sets whose images the executors decode: image files, Parquet files, and images that a program supplies. */
final class DecodedDatasetLoader {

    private static final String TRAIN = "train";
    private static final String TEST = "test";

    private DecodedDatasetLoader() {}

    /** Decodes the training or test set of a data set in another format than IDX. */
    interface SplitDecoder {
        DecodedSplit read(String name);
    }

    /**
     * Loads a training set and a test set. Releases their persisted images if that fails.
     *
     * @param decoder decodes the set of that name
     * @param classNames returns the class names of the training set
     */
    static ImageDataset load(
            Directory directory, SplitDecoder decoder, Function<DecodedSplit, List<String>> classNames) {
        DecodedSplit train = decoder.read(TRAIN);
        return releaseOnFailure(train, () -> {
            List<String> names = classNames.apply(train);
            DecodedSplit test = decoder.read(TEST);
            return releaseOnFailure(test, () -> {
                Map<String, FileDigest> digests = new LinkedHashMap<>();
                digests.put(TRAIN, train.digest(TRAIN));
                digests.put(TEST, test.digest(TEST));
                return new ImageDataset(
                        directory.uri(),
                        train.examples(names),
                        test.examples(names),
                        names,
                        Collections.unmodifiableMap(digests));
            });
        });
    }

    /** Creates a data set from a split, and releases the persisted images of the split if that fails. */
    private static ImageDataset releaseOnFailure(DecodedSplit split, Supplier<ImageDataset> dataset) {
        try {
            return dataset.get();
        } catch (Throwable e) {
            split.release();
            throw e;
        }
    }

    /** Loads a test set only, for a trained model that defines the classes. */
    static ImageDataset loadTest(Directory directory, SplitDecoder decoder) {
        DecodedSplit test = decoder.read(TEST);
        return releaseOnFailure(test, () -> {
            List<String> names = ClassNames.sorted(test.names());
            ExampleSet examples = test.examples(names);
            return new ImageDataset(
                    directory.uri(), examples.at(new int[0]), examples, names, Map.of(TEST, test.digest(TEST)));
        });
    }

    /**
     * Returns the labels of {@code classes} classes as names, after checking that the training labels are among them.
     */
    static List<String> numericClasses(DecodedSplit train, int classes) {
        IntSummaryStatistics labels =
                train.names().stream().mapToInt(Integer::parseInt).summaryStatistics();
        LabelRange range = LabelRange.of(classes, labels.getMin(), labels.getMax());
        if (!range.contains(labels.getMin()) || !range.contains(labels.getMax())) {
            int example = train.firstExample(name -> !range.contains(Integer.parseInt(name)));
            throw new DataException(train.order().source(example) + "#"
                    + train.order().position(example) + ": label " + train.className(example) + ", expected " + range);
        }
        return range.names();
    }

    /** Loads a training set that a program supplies; see {@link ImageDataset#of}. */
    static ImageDataset load(String location, JavaRDD<Labelled> images, OptionalInt classes, SparkSession session) {
        DecodedSplit train = DecodedSplit.read(location, examples(images), "correct the row or leave it out", session);
        return releaseOnFailure(train, () -> dataset(location, train, classes));
    }

    private static ImageDataset dataset(String location, DecodedSplit train, OptionalInt classes) {
        int maxClasses = classes.orElse(ClassNames.MAX_CLASSES);
        for (String name : train.names()) {
            if (!name.matches("[0-9]{1,3}") || Integer.parseInt(name) >= maxClasses) {
                throw new DataException(location + ": label " + name + ", expected a whole number from 0 to "
                        + (maxClasses - 1) + " in " + row(train, train.firstExample(name::equals)));
            }
        }
        List<String> names =
                new LabelRange(0, classes.isPresent() ? maxClasses - 1 : lastLabel(location, train)).names();
        ExampleSet examples = train.examples(names);
        return new ImageDataset(location, examples, examples.at(new int[0]), names, Map.of(TRAIN, train.digest(TRAIN)));
    }

    private static int lastLabel(String location, DecodedSplit train) {
        BitSet present = new BitSet();
        train.names().forEach(name -> present.set(Integer.parseInt(name)));
        int last = present.length() - 1;
        int missing = present.nextClearBit(0);
        if (missing < last) {
            int beyond = train.firstExample(name -> Integer.parseInt(name) > missing);
            throw new LabelRange(0, last)
                    .missingLabel(
                            location + ": label " + train.className(beyond) + " in " + row(train, beyond), missing);
        }
        ClassNames.requireCount(location, train.names());
        return last;
    }

    /** Returns the row and partition of an example that a program supplied. */
    private static String row(DecodedSplit train, int example) {
        return "row " + train.order().position(example) + " of partition "
                + Integer.parseInt(train.order().source(example));
    }

    private static JavaRDD<StoredExample> examples(JavaRDD<Labelled> images) {
        return images.mapPartitionsWithIndex(
                (partition, rows) -> {
                    String source = String.format(Locale.ROOT, "%010d", partition);
                    AtomicLong position = new AtomicLong();
                    Iterable<Labelled> iterable = () -> rows;
                    return StreamSupport.stream(iterable.spliterator(), false)
                            .map(image ->
                                    new StoredExample(image.image(), source, position.getAndIncrement(), image.label()))
                            .iterator();
                },
                true);
    }
}
