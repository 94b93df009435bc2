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
 * A run's examples and how they are divided.
 *
 * @param format of the data, which the options may leave to it
 * @param replicas partitions of the training set
 * @param seed of the division into shards
 * @param scaling of the pixels
 */
public record TrainingData(
        JavaSparkContext context,
        ImageDataset dataset,
        InputFormat format,
        Split split,
        int replicas,
        long seed,
        PixelScaling scaling) {

    /** Verifies the data and draws the validation set. */
    static TrainingData open(TrainConfig config, JavaSparkContext context) {
        DatasetLocator place = DatasetLocator.of(config.data(), config.dataFormat(), context);
        InputFormat format = place.format();
        ImageDataset dataset = place.open(format, config.classes());
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

    /** The training set, a partition for each replica. */
    JavaRDD<DataSet> training() {
        return dataset.shards(context, split.train(), replicas, seed);
    }

    /** What the options left to the data or to the cluster. */
    RunSettings.Found found() {
        return new RunSettings.Found(format, dataset.classNames().size(), replicas);
    }

    /** Number of examples of the replica that has most. */
    int largestShard() {
        return TrainingFactory.largestShard(split.train().size(), replicas);
    }

    /** Size of all examples as the executors keep them: pixels and labels as bytes. */
    long bytes() {
        long examples = (long) split.train().size() + split.validation().size() + dataset.testSize();
        return examples
                * (dataset.height() * dataset.width() + dataset.classNames().size());
    }

    ShardedData validation() {
        return ShardedData.cache(dataset.ordered(context, split.validation(), replicas));
    }

    ShardedData test() {
        return ShardedData.cache(dataset.ordered(context, dataset.test(), replicas));
    }

    /** How images enter the network. */
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
