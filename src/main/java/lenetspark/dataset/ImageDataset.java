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
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import lenetspark.data.ClassNames;
import lenetspark.data.DataException;
import lenetspark.data.ExampleSet;
import lenetspark.data.FileDigest;
import lenetspark.data.InputTransform;
import lenetspark.data.LabelRange;
import lenetspark.data.PadAndScale;
import lenetspark.data.Split;
import lenetspark.data.Stratified;
import lenetspark.data.decoded.DecodedSplit;
import lenetspark.data.image.StoredExample;
import lenetspark.data.image.StoredImage;
import lenetspark.storage.Directory;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A training set and a test set of images with their classes: IDX files as MNIST's, image files by class, or Parquet. Images
 * are grey and of one size, of up to 32x32 pixels.
 *
 * <p>The driver knows labels and sums of all examples; pixels are read by the executors alone. The order of the examples, and
 * with it what a seed chooses, is that of the data: of an IDX file, of sorted paths, of the rows of sorted Parquet files.
 */
public final class ImageDataset {

    private static final String TRAIN = "train";
    private static final String TEST = "test";

    private final String uri;
    private final ExampleSet train;
    private final ExampleSet test;
    private final List<String> classNames;
    private final Map<String, FileDigest> digests;

    ImageDataset(
            String uri, ExampleSet train, ExampleSet test, List<String> classNames, Map<String, FileDigest> digests) {
        this.uri = uri;
        this.train = train;
        this.test = test;
        this.classNames = classNames;
        this.digests = digests;
    }

    /** {@link #idx(Directory, boolean)} of upright images. */
    public static ImageDataset idx(Directory directory) {
        return idx(directory, false);
    }

    /**
     * Finds and verifies the four IDX files of a directory, reading each once. Each is raw or gzip-compressed, named as in
     * {@code train-images-idx3-ubyte}, {@code train-images.idx3-ubyte} or {@code emnist-letters-train-images-idx3-ubyte},
     * with or without {@code .gz}. The classes are those up to the largest training label, from 0, or from 1 if that is the
     * smallest, or those of EMNIST's mapping.
     *
     * @param transposed whether the images lie on their sides, as EMNIST's do: column after column
     * @throws DataException if a file is missing, cannot be read, or is not a valid IDX file that fits the others, or if there
     *     is a class without examples that the mapping does not name
     */
    public static ImageDataset idx(Directory directory, boolean transposed) {
        return idx(directory, transposed, OptionalInt.empty());
    }

    /**
     * {@link #idx(Directory, boolean)} of so many classes, of which some may have no examples: from 0, or from 1 if the training
     * labels begin and end there.
     */
    public static ImageDataset idx(Directory directory, boolean transposed, OptionalInt classes) {
        return new IdxDatasetLoader(directory, transposed, classes, IdxDatasetLoader.Gaps.REFUSED).run();
    }

    /** {@link #idx(Directory, boolean)} for a model, which says what classes there are: some may have no examples. */
    public static ImageDataset testIdx(Directory directory, boolean transposed) {
        return new IdxDatasetLoader(directory, transposed, OptionalInt.empty(), IdxDatasetLoader.Gaps.CLASSES).run();
    }

    /** What decodes a part of a data set that is no IDX file. */
    private interface Part {
        DecodedSplit read(String name);
    }

    /**
     * Decodes PNG and JPEG files on the executors: {@code train/CLASS/...} and {@code test/CLASS/...}, below a directory to any
     * depth. The classes are the directories of the training set, sorted.
     *
     * @param classes how many there must be; empty for any number
     * @throws DataException if there are none, or another number, or a file is no image
     */
    public static ImageDataset imageFiles(Directory directory, OptionalInt classes, SparkSession session) {
        return of(
                directory,
                name -> LabelledFiles.read(directory, name, session),
                train -> ClassNames.of(train.location(), train.names(), classes));
    }

    /**
     * Decodes Parquet on the executors: {@code train} and {@code test}, or {@code train.parquet} and {@code test.parquet}, each
     * a file or a directory. The classes are the labels of the training set, sorted.
     *
     * @param column of the images: PNG, JPEG or 784 or 1,024 bytes, or an array of as many numbers
     * @param labelColumn of the classes: whole numbers or text
     * @param classes how many there are, where whole numbers are from 0 or from 1 and some may have no examples; empty for those
     *     of which there are examples
     * @throws DataException if there are none, there is no such column, or a row is damaged
     */
    public static ImageDataset parquet(
            Directory directory, String column, String labelColumn, OptionalInt classes, SparkSession session) {
        return of(
                directory,
                name -> LabelledRows.read(directory, name, column, labelColumn, session),
                train -> train.numbered() && classes.isPresent()
                        ? numbers(train, classes.getAsInt())
                        : ClassNames.of(train.location(), train.names(), classes));
    }

    /** The labels of so many classes. */
    private static List<String> numbers(DecodedSplit train, int classes) {
        IntSummaryStatistics labels =
                train.names().stream().mapToInt(Integer::parseInt).summaryStatistics();
        LabelRange range = LabelRange.of(classes, labels.getMin(), labels.getMax());
        if (!range.holds(labels.getMin()) || !range.holds(labels.getMax())) {
            int example = train.first(name -> !range.holds(Integer.parseInt(name)));
            throw new DataException(train.order().source(example) + "#"
                    + train.order().position(example) + ": label " + train.className(example) + ", expected " + range);
        }
        return range.names();
    }

    /** {@link #imageFiles} for a model: the test set alone, whose classes are the model's. */
    public static ImageDataset testImageFiles(Directory directory, SparkSession session) {
        return testOf(directory, name -> LabelledFiles.read(directory, name, session));
    }

    /** {@link #parquet} for a model: the test set alone, whose classes are the model's. */
    public static ImageDataset testParquet(
            Directory directory, String column, String labelColumn, SparkSession session) {
        return testOf(directory, name -> LabelledRows.read(directory, name, column, labelColumn, session));
    }

    private static ImageDataset of(Directory directory, Part part, Function<DecodedSplit, List<String>> classNames) {
        DecodedSplit train = part.read(TRAIN);
        return releasedOnFailure(train, () -> {
            List<String> names = classNames.apply(train);
            DecodedSplit test = part.read(TEST);
            return releasedOnFailure(test, () -> {
                Map<String, FileDigest> digests = new LinkedHashMap<>();
                digests.put(TRAIN, train.digest(TRAIN));
                digests.put(TEST, test.digest(TEST));
                return new ImageDataset(
                        directory.uri(),
                        train.subset(names),
                        test.subset(names),
                        names,
                        Collections.unmodifiableMap(digests));
            });
        });
    }

    /** Makes a data set of a split, whose images the executors keep only if that succeeds. */
    private static ImageDataset releasedOnFailure(DecodedSplit split, Supplier<ImageDataset> dataset) {
        try {
            return dataset.get();
        } catch (Throwable e) {
            split.release();
            throw e;
        }
    }

    private static ImageDataset testOf(Directory directory, Part part) {
        DecodedSplit test = part.read(TEST);
        return releasedOnFailure(test, () -> {
            List<String> names = ClassNames.sorted(test.names());
            ExampleSet examples = test.subset(names);
            return new ImageDataset(
                    directory.uri(), examples.at(new int[0]), examples, names, Map.of(TEST, test.digest(TEST)));
        });
    }

    /** An image of a program's own; {@code label} is null where it has none. */
    public record Labelled(StoredImage image, @Nullable String label) {}

    /**
     * A training set of a program's own, without a test set, decoded on the executors. Its order is that of the partitions.
     *
     * @param location for errors
     * @param images with labels that are whole numbers from 0
     * @param classes their number, where some may have no examples; empty for those up to the largest label, which must all have
     * @throws DataException if there are none, an image is damaged, or a label is none
     */
    public static ImageDataset of(
            String location, JavaRDD<Labelled> images, OptionalInt classes, SparkSession session) {
        DecodedSplit train = DecodedSplit.read(location, examples(images), "mend the row or leave it out", session);
        return releasedOnFailure(train, () -> of(location, train, classes));
    }

    private static ImageDataset of(String location, DecodedSplit train, OptionalInt classes) {
        int most = classes.orElse(ClassNames.MOST);
        for (String name : train.names()) {
            if (!name.matches("[0-9]{1,3}") || Integer.parseInt(name) >= most) {
                throw new DataException(location + ": label " + name + ", expected a whole number from 0 to "
                        + (most - 1) + " in " + row(train, train.first(name::equals)));
            }
        }
        List<String> names = new LabelRange(0, classes.isPresent() ? most - 1 : lastLabel(location, train)).names();
        ExampleSet examples = train.subset(names);
        return new ImageDataset(location, examples, examples.at(new int[0]), names, Map.of(TRAIN, train.digest(TRAIN)));
    }

    private static int lastLabel(String location, DecodedSplit train) {
        BitSet present = new BitSet();
        train.names().forEach(name -> present.set(Integer.parseInt(name)));
        int last = present.length() - 1;
        int gap = present.nextClearBit(0);
        if (gap < last) {
            int beyond = train.first(name -> Integer.parseInt(name) > gap);
            throw new LabelRange(0, last)
                    .gap(location + ": label " + train.className(beyond) + " in " + row(train, beyond), gap);
        }
        ClassNames.require(location, train.names());
        return last;
    }

    /** Where a program's own example is. */
    private static String row(DecodedSplit train, int example) {
        return "row " + train.order().position(example) + " of partition "
                + Integer.parseInt(train.order().source(example));
    }

    private static JavaRDD<StoredExample> examples(JavaRDD<Labelled> images) {
        return images.mapPartitionsWithIndex(
                (partition, some) -> {
                    String source = String.format(Locale.ROOT, "%010d", partition);
                    AtomicLong position = new AtomicLong();
                    Iterable<Labelled> once = () -> some;
                    return StreamSupport.stream(once.spliterator(), false)
                            .map(image ->
                                    new StoredExample(image.image(), source, position.getAndIncrement(), image.label()))
                            .iterator();
                },
                true);
    }

    /** Frees what the executors keep of decoded images. */
    public void release() {
        train.images().release();
        test.images().release();
    }

    /**
     * The same examples with the classes of a model.
     *
     * @param names of the model's classes
     * @param model for the error
     * @throws DataException if the model does not have a class of this data set
     */
    public ImageDataset withClasses(List<String> names, String model) {
        if (names.equals(classNames)) {
            return this;
        }
        short[] labels = new short[classNames.size()];
        for (int label = 0; label < labels.length; label++) {
            labels[label] = (short) names.indexOf(classNames.get(label));
            if (labels[label] < 0) {
                throw new DataException(uri + ": has the class " + classNames.get(label) + ", expected those of "
                        + model + ": " + ClassNames.shown(names));
            }
        }
        return new ImageDataset(uri, train.relabelled(labels), test.relabelled(labels), names, digests);
    }

    /** How many classes there are, and their names if they have others than the labels. */
    public String describeClasses() {
        List<String> numbers =
                IntStream.range(0, classNames.size()).mapToObj(String::valueOf).toList();
        String count = classNames.size() + " classes";
        return classNames.equals(numbers) ? count : count + ": " + ClassNames.shown(classNames);
    }

    /** The names of the classes, in the order of the labels from 0. */
    public List<String> classNames() {
        return classNames;
    }

    /** The URI of the directory. */
    public String uri() {
        return uri;
    }

    /** The height of the images in pixels, 1 to 32. */
    /**
     * How images of this data set enter a network.
     *
     * @param size height and width of the network's input in pixels
     * @param min value that pixel 0 becomes
     * @param max value that pixel 255 becomes
     */
    public InputTransform inputTransform(int size, double min, double max) {
        return new PadAndScale(height(), width(), size, min, max);
    }

    public int height() {
        return test.images().height();
    }

    /** The width of the images in pixels, 1 to 32. */
    public int width() {
        return test.images().width();
    }

    /** The number of training examples. */
    public int trainSize() {
        return train.size();
    }

    /** The number of test examples. */
    public int testSize() {
        return test.size();
    }

    /** What identifies the data: IDX files by their standard names, such as {@code train-images-idx3-ubyte}; else {@code train} and {@code test}. */
    public Map<String, FileDigest> digests() {
        return digests;
    }

    /**
     * Reads some test images.
     *
     * @param positions ascending positions in the test set
     * @return the images in that order, each height x width unsigned bytes, row-major
     * @throws DataException if they cannot be read, or the file is no longer the one that was verified
     */
    public List<byte[]> testImages(int[] positions) {
        return test.images().read(positions);
    }

    /** All training examples. */
    public ExampleSet train() {
        return train;
    }

    /** All test examples. */
    public ExampleSet test() {
        return test;
    }

    /**
     * Holds {@code validationSize} training examples out, chosen by {@code seed} so that each class has its share
     * (exactly that many in all: shares are rounded by largest remainder).
     *
     * @throws DataException if that would leave nothing to train on
     */
    public Split split(int validationSize, long seed) {
        if (validationSize < 0) {
            throw new IllegalArgumentException("Validation size must be at least 0, got: " + validationSize);
        }
        if (validationSize >= train.size()) {
            throw new DataException(uri() + ": a validation size of " + validationSize + " leaves none of its "
                    + train.size() + " training examples; choose a smaller one");
        }
        int[] held = Stratified.draw(train.rawLabels(), validationSize, seed);
        return new Split(train.at(Stratified.others(held, train.size())), train.at(held));
    }

    /**
     * The examples for training, one partition per replica. They are dealt by a shuffle that {@code seed} fixes: the
     * partitions' sizes differ by at most 1, and so do their numbers of each class. With more partitions than examples
     * some are empty.
     *
     * @param seed of the shuffle; the same seed deals the same examples
     * @return blocks of at most 1,024 examples, in file order within each partition: features UBYTE [n, 1, height,
     *     width] as stored (0 to 255), labels one-hot UBYTE [n, classes]. Each task reads its examples from the file, so a
     *     task that is run again gives the same.
     */
    public JavaRDD<DataSet> shards(JavaSparkContext spark, ExampleSet subset, int partitions, long seed) {
        return rdd(spark, subset, Stratified.deal(subset.rawLabels(), checked(partitions), seed));
    }

    /**
     * The examples in file order, for evaluation: partition after partition, each a contiguous range of the subset;
     * their sizes differ by at most 1.
     *
     * @return blocks like those of {@link #shards}
     */
    public JavaRDD<DataSet> ordered(JavaSparkContext spark, ExampleSet subset, int partitions) {
        long size = subset.size();
        long parts = checked(partitions);
        int[][] ranges = IntStream.range(0, partitions)
                .mapToObj(p -> IntStream.range((int) (p * size / parts), (int) ((p + 1) * size / parts))
                        .toArray())
                .toArray(int[][]::new);
        return rdd(spark, subset, ranges);
    }

    private static int checked(int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("Number of partitions must be at least 1, got: " + partitions);
        }
        return partitions;
    }

    private JavaRDD<DataSet> rdd(JavaSparkContext spark, ExampleSet subset, int[][] positions) {
        int[][] indices = new int[positions.length][];
        short[][] labels = new short[positions.length][];
        for (int partition = 0; partition < positions.length; partition++) {
            ExampleSet part = subset.at(positions[partition]);
            indices[partition] = part.indices();
            labels[partition] = part.rawLabels();
        }
        return subset.images().blocks(spark, indices, labels, classNames.size()).setName(subset.uri());
    }
}
