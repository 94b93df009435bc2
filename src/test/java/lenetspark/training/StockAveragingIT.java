package lenetspark.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lenetspark.dataset.ImageDataset;
import lenetspark.rounds.LocalSpark;
import lenetspark.training.replica.Digits;
import lenetspark.training.replica.FlatVector;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class StockAveragingIT {

    private static List<String> rows(List<DataSet> dataSets) {
        List<String> rows = new ArrayList<>();
        for (DataSet dataSet : dataSets) {
            for (int i = 0; i < dataSet.numExamples(); i++) {
                rows.add(Arrays.toString(dataSet.getFeatures().getRow(i).toFloatVector())
                        + Arrays.toString(dataSet.getLabels().getRow(i).toFloatVector()));
            }
        }
        return rows;
    }

    @Test
    void shouldDivideEveryPartitionIntoMinibatchesWithoutLosingAnExample() {
        LocalSpark.with("local[2]", context -> {
            List<DataSet> data = Digits.ofSizes(3, 17, 5, 64, 1);
            JavaRDD<DataSet> minibatches = StockAveraging.minibatches(context.parallelize(data, 3), 8, Mnist.TRANSFORM);

            List<DataSet> cut = minibatches.collect();

            assertThat(rows(cut)).isEqualTo(rows(data));
            assertThat(cut).allMatch(dataSet -> dataSet.numExamples() <= 8);
            assertThat(cut).filteredOn(dataSet -> dataSet.numExamples() < 8).hasSizeLessThanOrEqualTo(3);
            assertThat(minibatches.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_AND_DISK());
            return null;
        });
    }

    @Test
    void shouldPadAndScaleImagesAndAcceptEmptyPartitions() {
        LocalSpark.with("local[2]", context -> {
            ImageDataset mnist = Mnist.open(context);
            List<DataSet> cut = StockAveraging.minibatches(
                            mnist.shards(context, mnist.test(), 600, 1), 64, Mnist.TRANSFORM)
                    .collect();

            assertThat(cut).hasSize(500);
            assertThat(cut).allSatisfy(dataSet -> {
                assertThat(dataSet.getFeatures().shape()).containsExactly(1, 1, 32, 32);
                assertThat(dataSet.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
                assertThat(dataSet.getFeatures().maxNumber().floatValue()).isBetween(0.5f, 1f);
                assertThat(dataSet.getLabels().sumNumber().intValue()).isEqualTo(1);
            });
            return null;
        });
    }

    @Test
    void shouldTrainTheBaseline() {
        LocalSpark.with("local[2]", context -> {
            ImageDataset mnist = Mnist.open(context);
            JavaRDD<DataSet> minibatches =
                    StockAveraging.minibatches(mnist.shards(context, mnist.test(), 2, 1), 32, Mnist.TRANSFORM);
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(
                    context, TestNetworks.leNet(new Adam(0.001)), StockAveraging.master(2, 32, 2, 1));
            float[] before = FlatVector.read(spark.getNetwork().params());
            spark.fit(minibatches);
            double first = spark.getScore();
            spark.fit(minibatches);

            assertThat(FlatVector.read(spark.getNetwork().params())).isNotEqualTo(before);
            assertThat(spark.getScore()).isFinite().isLessThan(first);
            assertThat(spark.getNetwork().getEpochCount()).isEqualTo(2);
            return null;
        });
    }
}
