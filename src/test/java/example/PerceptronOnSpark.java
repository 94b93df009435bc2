package example;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lenetspark.config.Engine;
import lenetspark.training.WeightedAveragingTrainingMaster;
import lenetspark.training.round.RoundListener;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A program of one's own on DL4J-Spark: a multilayer perceptron that learns in which quarter of the plane a point lies. It is what
 * it was with {@code ParameterAveragingTrainingMaster} but for the training master.
 *
 * <p>{@code spark-submit --class example.PerceptronOnSpark --jars lenet-spark.jar your.jar}
 */
public final class PerceptronOnSpark {

    private static final int PARTITIONS = 4;
    private static final int EPOCHS = 10;

    private PerceptronOnSpark() {}

    public static void main(String[] arguments) {
        try (JavaSparkContext context = new JavaSparkContext(new SparkConf())) {
            List<DataSet> points = points(1, 97, 64, 5, 200, 33);
            MultiLayerNetwork network = train(
                    context,
                    context.parallelize(points, PARTITIONS),
                    EPOCHS,
                    32,
                    (result, state) -> RoundListener.Next.CONTINUE);
            System.out.printf("loss %.4f%n", network.score(DataSet.merge(points)));
        }
    }

    /** Your network, as it is. */
    static MultiLayerConfiguration perceptron() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(16).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(16)
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }

    /** Your training: only the master is another. Every partition is a replica. */
    static MultiLayerNetwork train(
            JavaSparkContext context, JavaRDD<DataSet> data, int epochs, int batchSize, RoundListener listener) {
        try (WeightedAveragingTrainingMaster master = WeightedAveragingTrainingMaster.builder()
                .engine(Engine.DL4J)
                .batchSizePerWorker(batchSize)
                .averagingFrequency(3)
                .rngSeed(7)
                .roundListener(listener)
                .build()) {
            SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, perceptron(), master);
            for (int epoch = 0; epoch < epochs; epoch++) {
                spark.fit(data);
            }
            return spark.getNetwork();
        }
    }

    /** Points of the plane as DataSets of any sizes. */
    static List<DataSet> points(long seed, int... sizes) {
        Random random = new Random(seed);
        List<DataSet> dataSets = new ArrayList<>();
        for (int size : sizes) {
            float[][] features = new float[size][];
            float[][] labels = new float[size][4];
            for (int i = 0; i < size; i++) {
                features[i] = new float[] {2 * random.nextFloat() - 1, 2 * random.nextFloat() - 1};
                labels[i][(features[i][0] > 0 ? 1 : 0) + (features[i][1] > 0 ? 2 : 0)] = 1;
            }
            dataSets.add(new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(labels)));
        }
        return dataSets;
    }
}
