package lenetspark.dataset;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import lenetspark.data.ClassNames;
import lenetspark.data.DataException;
import lenetspark.data.ExampleSet;
import lenetspark.data.FileDigest;
import lenetspark.data.InputTransform;
import lenetspark.data.PadAndScale;
import lenetspark.data.Split;
import lenetspark.data.Stratified;
import lenetspark.data.image.StoredImage;
import lenetspark.storage.Directory;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Training set and test set of labelled images, read from IDX files as in MNIST, from image files in one directory per
 * class, or from Parquet files. All images are greyscale and have the same size of up to 32x32 pixels.
 *
 * <p>The driver holds the labels and pixel sums of all examples; only the executors read the pixels. The order of the
 * examples, on which every seeded choice depends, is that of the data: the order of an IDX file, of the sorted paths,
 * or of the rows of the sorted Parquet files.
 */
public final class ImageDataset {

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

    /** Loads IDX files as {@link #idx(Directory, boolean)}, with images in row-major order. */
    public static ImageDataset idx(Directory directory) {
        return idx(directory, false);
    }

    /**
     * Loads and verifies the four IDX files of a directory, reading each once. The files are raw or gzip-compressed and
     * are named {@code train-images-idx3-ubyte}, {@code train-images.idx3-ubyte} or {@code
     * emnist-letters-train-images-idx3-ubyte}, with or without {@code .gz}. The classes are those of the EMNIST mapping
     * or, without one, the labels up to the largest training label, starting at 1 if that is the smallest label and at
     * 0 otherwise.
     *
     * @param directory directory of the files
     * @param transposed whether the images are stored in column-major order, as in EMNIST
     * @throws DataException if a file is missing, cannot be read, is not a valid IDX file or does not match the others,
     *     or if a class that the mapping does not name has no examples
     */
    public static ImageDataset idx(Directory directory, boolean transposed) {
        return idx(directory, transposed, OptionalInt.empty());
    }

    /**
     * Loads IDX files as {@link #idx(Directory, boolean)} with a given number of classes, some of which may have no
     * examples. The labels start at 1 if the training labels range from 1 to {@code classes}, and at 0 otherwise.
     */
    public static ImageDataset idx(Directory directory, boolean transposed, OptionalInt classes) {
        return new IdxDatasetLoader(directory, transposed, classes, IdxDatasetLoader.MissingLabels.REJECT).run();
    }

    /**
     * Loads IDX files as {@link #idx(Directory, boolean)} for a trained model. The model defines the classes, so some
     * may have no examples.
     */
    public static ImageDataset testIdx(Directory directory, boolean transposed) {
        return new IdxDatasetLoader(directory, transposed, OptionalInt.empty(), IdxDatasetLoader.MissingLabels.ACCEPT)
                .run();
    }

    /**
     * Decodes PNG and JPEG files on the executors. The files are in {@code train/CLASS/...} and {@code test/CLASS/...},
     * at any depth. The classes are the sorted directory names of the training set.
     *
     * @param directory directory of {@code train} and {@code test}
     * @param classes expected number of classes; empty if any number is accepted
     * @param session Spark session
     * @throws DataException if there are no files, the number of classes is not the expected one, or a file is not an
     *     image
     */
    public static ImageDataset imageFiles(Directory directory, OptionalInt classes, SparkSession session) {
        return DecodedDatasetLoader.load(
                directory,
                name -> LabelledFiles.read(directory, name, session),
                train -> ClassNames.of(train.location(), train.names(), classes));
    }

    /**
     * Decodes Parquet files on the executors: {@code train} and {@code test}, or {@code train.parquet} and {@code
     * test.parquet}, each a file or a directory. The classes are the sorted labels of the training set.
     *
     * @param directory directory of the two sets
     * @param column column of the images: PNG, JPEG, 784 or 1,024 bytes, or an array of as many numbers
     * @param labelColumn column of the classes: whole numbers or text
     * @param classes number of classes; if the labels are whole numbers, they start at 0 or 1 and some classes may have
     *     no examples; empty to use the classes that have examples
     * @param session Spark session
     * @throws DataException if there are no files, a column does not exist, or a row is damaged
     */
    public static ImageDataset parquet(
            Directory directory, String column, String labelColumn, OptionalInt classes, SparkSession session) {
        return DecodedDatasetLoader.load(
                directory,
                name -> LabelledRows.read(directory, name, column, labelColumn, session),
                train -> train.hasNumericNames() && classes.isPresent()
                        ? DecodedDatasetLoader.numericClasses(train, classes.getAsInt())
                        : ClassNames.of(train.location(), train.names(), classes));
    }

    /**
     * Decodes image files as {@link #imageFiles}, but only the test set, for a trained model that defines the classes.
     */
    public static ImageDataset testImageFiles(Directory directory, SparkSession session) {
        return DecodedDatasetLoader.loadTest(directory, name -> LabelledFiles.read(directory, name, session));
    }

    /**
     * Decodes Parquet files as {@link #parquet}, but only the test set, for a trained model that defines the classes.
     */
    public static ImageDataset testParquet(
            Directory directory, String column, String labelColumn, SparkSession session) {
        return DecodedDatasetLoader.loadTest(
                directory, name -> LabelledRows.read(directory, name, column, labelColumn, session));
    }

    /**
     * Image that a program supplies.
     *
     * @param image image, not yet decoded
     * @param label class name; null if there is none
     */
    public record Labelled(StoredImage image, @Nullable String label) {}

    /**
     * Decodes a training set that a program supplies on the executors, without a test set. Its order is that of the
     * partitions.
     *
     * @param location name of the data, for messages
     * @param images images with labels that are whole numbers from 0
     * @param classes number of classes, some of which may have no examples; empty to take the labels up to the largest
     *     one, which must all have examples
     * @param session Spark session
     * @throws DataException if there are no images, an image is damaged, or a label is missing or invalid
     */
    public static ImageDataset of(
            String location, JavaRDD<Labelled> images, OptionalInt classes, SparkSession session) {
        return DecodedDatasetLoader.load(location, images, classes, session);
    }

    /** Frees the decoded images that the executors have persisted. */
    public void release() {
        train.images().release();
        test.images().release();
    }

    /**
     * Returns the same examples with labels according to the classes of a model.
     *
     * @param names class names of the model
     * @param model name of the model, for messages
     * @throws DataException if this data set contains a class that the model does not have
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
                        + model + ": " + ClassNames.join(names));
            }
        }
        return new ImageDataset(uri, train.relabelled(labels), test.relabelled(labels), names, digests);
    }

    /** Returns the number of classes, with their names if these differ from the labels. */
    public String describeClasses() {
        List<String> numbers =
                IntStream.range(0, classNames.size()).mapToObj(String::valueOf).toList();
        String count = classNames.size() + " classes";
        return classNames.equals(numbers) ? count : count + ": " + ClassNames.join(classNames);
    }

    /** Returns the class names in the order of the labels from 0. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns the URI of the directory. */
    public String uri() {
        return uri;
    }

    /**
     * Returns the conversion of images of this data set to inputs of a network.
     *
     * @param size height and width of the network's input in pixels
     * @param min input value of pixel 0
     * @param max input value of pixel 255
     */
    public InputTransform inputTransform(int size, double min, double max) {
        return new PadAndScale(height(), width(), size, min, max);
    }

    /** Returns the height of the images in pixels, 1 to 32. */
    public int height() {
        return test.images().height();
    }

    /** Returns the width of the images in pixels, 1 to 32. */
    public int width() {
        return test.images().width();
    }

    /** Returns the number of test examples. */
    public int testSize() {
        return test.size();
    }

    /**
     * Returns the digests of the data by name: the standard names of the IDX files, such as {@code
     * train-images-idx3-ubyte}, or {@code train} and {@code test} for other formats.
     */
    public Map<String, FileDigest> digests() {
        return digests;
    }

    /**
     * Reads the test images at the given positions.
     *
     * @param positions ascending positions in the test set
     * @return the images in that order, each of height x width unsigned bytes in row-major order
     * @throws DataException if the images cannot be read or have changed since they were verified
     */
    public List<byte[]> testImages(int[] positions) {
        return test.images().read(positions);
    }

    /** Returns all training examples. */
    public ExampleSet train() {
        return train;
    }

    /** Returns all test examples. */
    public ExampleSet test() {
        return test;
    }

    /**
     * Splits off exactly {@code validationSize} training examples by stratified sampling. The shares of the classes are
     * rounded by the largest remainder method.
     *
     * @param validationSize number of validation examples, at least 0
     * @param seed seed of the sampling
     * @throws DataException if no training examples would remain
     */
    public Split split(int validationSize, long seed) {
        if (validationSize < 0) {
            throw new IllegalArgumentException("Validation size must be at least 0, got: " + validationSize);
        }
        if (validationSize >= train.size()) {
            throw new DataException(uri() + ": a validation size of " + validationSize + " leaves none of the "
                    + train.size() + " training examples; choose a smaller one");
        }
        int[] validation = Stratified.sample(train.rawLabels(), validationSize, seed);
        return new Split(train.at(Stratified.complement(validation, train.size())), train.at(validation));
    }

    /**
     * Returns the examples for training, one partition (shard) per replica. A seeded shuffle distributes them: the
     * sizes of the partitions differ by at most 1, and so do their counts of each class. If there are more partitions
     * than examples, some are empty.
     *
     * @param spark Spark context
     * @param subset examples to distribute
     * @param partitions number of partitions, at least 1
     * @param seed seed of the shuffle; the same seed gives the same partitions
     * @return blocks of at most 1,024 examples, in file order within each partition: features UBYTE [n, 1, height,
     *     width] as stored (0 to 255), one-hot labels UBYTE [n, classes]. A task that is run again reads the same
     *     examples.
     */
    public JavaRDD<DataSet> shards(JavaSparkContext spark, ExampleSet subset, int partitions, long seed) {
        return rdd(spark, subset, Stratified.partition(subset.rawLabels(), requirePositive(partitions), seed));
    }

    /**
     * Returns the examples in file order, for evaluation. Each partition is a contiguous range of the subset; the sizes
     * differ by at most 1.
     *
     * @param spark Spark context
     * @param subset examples to distribute
     * @param partitions number of partitions, at least 1
     * @return blocks like those of {@link #shards}
     */
    public JavaRDD<DataSet> ordered(JavaSparkContext spark, ExampleSet subset, int partitions) {
        long size = subset.size();
        long parts = requirePositive(partitions);
        int[][] ranges = IntStream.range(0, partitions)
                .mapToObj(p -> IntStream.range((int) (p * size / parts), (int) ((p + 1) * size / parts))
                        .toArray())
                .toArray(int[][]::new);
        return rdd(spark, subset, ranges);
    }

    private static int requirePositive(int partitions) {
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
