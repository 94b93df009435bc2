package lenetspark.training;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import lenetspark.data.InputTransform;
import lenetspark.training.replica.FlatVector;
import lenetspark.training.replica.InputPipeline;
import lenetspark.training.replica.Minibatch;
import lenetspark.training.replica.Shard;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * DL4J's own {@link ParameterAveragingTrainingMaster} as a baseline, with its best settings: no export to files, updater state
 * averaged, no repartitioning of balanced data. It still weights replicas equally, drops minibatches that do not fill a split,
 * and adds in the order of completion.
 */
public final class StockAveraging {

    private StockAveraging() {}

    /** Creates the stock training master for data from {@link #minibatches}. */
    public static TrainingMaster<?, ?> master(int replicas, int batchSize, int averagingFrequency, long seed) {
        return new ParameterAveragingTrainingMaster.Builder(replicas, batchSize)
                .averagingFrequency(averagingFrequency)
                .batchSizePerWorker(batchSize)
                .saveUpdater(true)
                .rngSeed(seed)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .repartionData(Repartition.NumPartitionsWorkersDiffers)
                .storageLevel(null)
                .build();
    }

    /** Returns the examples as cached float minibatches of {@code batchSize}, the form that the stock master expects. */
    public static JavaRDD<DataSet> minibatches(JavaRDD<DataSet> data, int batchSize, InputTransform transform) {
        return data.mapPartitions(dataSets -> batches(Shard.of(dataSets), batchSize, transform), true)
                .setName("minibatches")
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static Iterator<DataSet> batches(Shard shard, int batchSize, InputTransform transform) {
        int[] order = new int[shard.size()];
        Arrays.setAll(order, i -> i);
        Minibatch minibatch = new Minibatch(shard, batchSize, InputPipeline.of(transform));
        return IntStream.iterate(0, from -> from < shard.size(), from -> from + batchSize)
                .mapToObj(from -> {
                    minibatch.fill(shard, order, from, Math.min(shard.size(), from + batchSize), 0);
                    return new DataSet(
                            FlatVector.create(minibatch.features(), minibatch.featuresShape()),
                            FlatVector.create(minibatch.labels(), minibatch.labelsShape()));
                })
                .iterator();
    }
}
