package lenetspark.job.train;

import java.util.Locale;
import lenetspark.config.InputFormat;
import lenetspark.config.TrainConfig;
import lenetspark.data.InputTransform;
import lenetspark.data.Split;
import lenetspark.dataset.ImageDataset;
import lenetspark.job.DatasetLocator;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.recipe.TrainingFactory;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Data set of a run and its division into training, validation and test sets and into replicas.
 *
 * @param format format of the data, detected if the options do not name it
 * @param replicas number of partitions of the training set
 * @param seed seed of the division into shards
 * @param scaling pixel normalization
 */
public record TrainingData(
        JavaSparkContext context,
        ImageDataset dataset,
        InputFormat format,
        Split split,
        int replicas,
        long seed,
        PixelScaling scaling) {

    /** Opens and verifies the data, and draws the validation set. */
    static TrainingData open(TrainConfig config, JavaSparkContext context) {
        DatasetLocator locator = DatasetLocator.of(config.data(), config.dataFormat(), context);
        InputFormat format = locator.format();
        ImageDataset dataset = locator.open(format, config.classes());
        Split split = dataset.split(config.validationSize(), config.seed());
        return new TrainingData(
                context,
                dataset,
                format,
                split,
                config.replicas().orElse(context.defaultParallelism()),
                config.seed(),
                new TrainingFactory(config).scaling(split.train().pixelStatistics()));
    }

    /** Returns the training set with one partition for each replica. */
    JavaRDD<DataSet> training() {
        return dataset.shards(context, split.train(), replicas, seed);
    }

    /** Returns the values that the options left to the data or to the cluster. */
    RunSettings.Found found() {
        return new RunSettings.Found(format, dataset.classNames().size(), replicas);
    }

    /** Returns the number of examples of the largest shard. */
    int largestShard() {
        return TrainingFactory.largestShard(split.train().size(), replicas);
    }

    /** Returns the size in bytes of all examples as executors cache them: one byte for each pixel and label entry. */
    long bytes() {
        long examples = (long) split.train().size() + split.validation().size() + dataset.testSize();
        return examples
                * (dataset.height() * dataset.width() + dataset.classNames().size());
    }

    ShardedData validation() {
        return ShardedData.cache(dataset.ordered(context, split.validation(), replicas), "validation set");
    }

    ShardedData test() {
        return ShardedData.cache(dataset.ordered(context, dataset.test(), replicas), "test set");
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
