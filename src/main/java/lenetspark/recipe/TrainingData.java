package lenetspark.recipe;

import java.util.Locale;
import java.util.Map;
import lenetspark.config.InputFormat;
import lenetspark.config.TrainConfig;
import lenetspark.data.InputTransform;
import lenetspark.data.Split;
import lenetspark.dataset.ImageDataset;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Data set of a run and its division into training, validation and test sets and into replicas.
 *
 * @param requested configuration that may leave values open
 * @param factory factory for the configuration with the values that it left to the data and the cluster
 * @param scaling pixel normalization
 */
public record TrainingData(
        JavaSparkContext context,
        ImageDataset dataset,
        TrainConfig requested,
        TrainingFactory factory,
        Split split,
        PixelScaling scaling) {

    /**
     * Divides a data set as a configuration determines.
     *
     * @param kept values that the resumed run has chosen, by the names of their options; empty for a new run
     */
    public static TrainingData of(
            TrainConfig requested,
            Map<String, String> kept,
            ImageDataset dataset,
            InputFormat format,
            JavaSparkContext context) {
        Split split = dataset.split(requested.validationSize(), requested.seed());
        TrainingFactory factory = new TrainingFactory(TrainingFactory.resolve(
                requested, format, dataset.classNames().size(), context.defaultParallelism(), kept));
        return new TrainingData(
                context,
                dataset,
                requested,
                factory,
                split,
                factory.scaling(split.train().pixelStatistics()));
    }

    /** Returns the values that were chosen because the request leaves them open, by the names of their options. */
    public Map<String, String> chosen() {
        Map<String, String> chosen = TrainingFactory.OPTIONS.settings(config(), effect -> true);
        chosen.keySet().retainAll(TrainingFactory.OPTIONS.automatic(requested));
        return chosen;
    }

    /** Returns the configuration with the values that it left to the data and the cluster. */
    public TrainConfig config() {
        return factory.config();
    }

    /** Returns the number of partitions of the training set. */
    public int replicas() {
        return config().replicas().orElseThrow();
    }

    /** Returns the training set with one partition for each replica. */
    public JavaRDD<DataSet> training() {
        return dataset.shards(context, split.train(), replicas(), config().seed());
    }

    /** Returns the number of examples of the largest shard. */
    int largestShard() {
        return TrainingFactory.largestShard(split.train().size(), replicas());
    }

    /** Returns the size in bytes of all examples as executors cache them: one byte for each pixel and label entry. */
    long bytes() {
        long examples = (long) split.train().size() + split.validation().size() + dataset.testSize();
        return examples
                * (dataset.height() * dataset.width() + dataset.classNames().size());
    }

    /** Caches the validation set on the executors. */
    public ShardedData validation() {
        return ShardedData.cache(dataset.ordered(context, split.validation(), replicas()), "validation set");
    }

    /** Caches the test set on the executors. */
    public ShardedData test() {
        return ShardedData.cache(dataset.ordered(context, dataset.test(), replicas()), "test set");
    }

    /** Returns the transform from images to network inputs. */
    public InputTransform transform() {
        return dataset.inputTransform(LeNet.INPUT_SIZE, scaling.min(), scaling.max());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %,d training, %,d validation and %,d test images in %s",
                dataset.uri(),
                split.train().size(),
                split.validation().size(),
                dataset.testSize(),
                dataset.describeClasses());
    }
}
