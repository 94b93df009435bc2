package lenet.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lenet.storage.Directory;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A directory with the four IDX files of MNIST, or of any set of its form: images of up to 32x32 pixels in 10 classes.
 * Each file is raw or gzip-compressed, named as in {@code train-images-idx3-ubyte} or {@code train-images.idx3-ubyte},
 * with or without {@code .gz}.
 *
 * <p>The driver verifies every byte once and keeps the labels; pixels are read by the executors alone.
 */
public final class MnistDataset {

    private final Directory directory;
    private final Subset train;
    private final Subset test;
    private final Map<String, FileDigest> digests;

    MnistDataset(Directory directory, Subset train, Subset test, Map<String, FileDigest> digests) {
        this.directory = directory;
        this.train = train;
        this.test = test;
        this.digests = digests;
    }

    /**
     * Finds and verifies the four files, reading each once.
     *
     * @throws DataException if a file is missing, cannot be read, or is not a valid IDX file that fits the others
     */
    public static MnistDataset open(Directory directory) {
        return new Verification(directory).run();
    }

    /** The URI of the directory. */
    public String uri() {
        return directory.uri();
    }

    /** The height of the images in pixels, 1 to 32. */
    public int height() {
        return train.images().height();
    }

    /** The width of the images in pixels, 1 to 32. */
    public int width() {
        return train.images().width();
    }

    /** The number of training examples. */
    public int trainSize() {
        return train.size();
    }

    /** The number of test examples. */
    public int testSize() {
        return test.size();
    }

    /** The four files by their standard names, such as {@code train-images-idx3-ubyte}. */
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
        List<byte[]> images = new ArrayList<>();
        try (IdxReader reader = test.images().open()) {
            int next = 0;
            for (int position : positions) {
                byte[] image = new byte[height() * width()];
                reader.skip(position - next);
                reader.read(image, 0);
                next = position + 1;
                images.add(image);
            }
        } catch (IOException e) {
            throw new DataException(test.uri() + ": cannot be read: " + e.getMessage(), e);
        }
        return images;
    }

    /** All training examples. */
    public Subset train() {
        return train;
    }

    /** All test examples. */
    public Subset test() {
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
            throw new IllegalArgumentException("Validation size must be at least 0, cannot be: " + validationSize);
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
     *     width] as stored (0 to 255), labels one-hot UBYTE [n, 10]. Each task reads its examples from the file, so a
     *     task that is run again gives the same.
     */
    public JavaRDD<DataSet> shards(JavaSparkContext spark, Subset subset, int partitions, long seed) {
        return rdd(spark, subset, Stratified.deal(subset.rawLabels(), checked(partitions), seed));
    }

    /**
     * The examples in file order, for evaluation: partition after partition, each a contiguous range of the subset;
     * their sizes differ by at most 1.
     *
     * @return blocks like those of {@link #shards}
     */
    public JavaRDD<DataSet> ordered(JavaSparkContext spark, Subset subset, int partitions) {
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
            throw new IllegalArgumentException("Number of partitions must be at least 1, cannot be: " + partitions);
        }
        return partitions;
    }

    /** The plan is broadcast: otherwise every job on the RDD, each round of training, would carry it again. */
    private static JavaRDD<DataSet> rdd(JavaSparkContext spark, Subset subset, int[][] positions) {
        Broadcast<ShardPlan> plan = spark.broadcast(ShardPlan.of(subset, positions));
        return spark.parallelize(Collections.nCopies(positions.length, 0), positions.length)
                .mapPartitionsWithIndex(
                        (partition, none) -> {
                            ShardReader reader = plan.value().open(partition);
                            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close(reader));
                            return reader;
                        },
                        true)
                .setName(subset.uri());
    }

    private static void close(ShardReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
