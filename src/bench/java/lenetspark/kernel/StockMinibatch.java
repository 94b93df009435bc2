package lenetspark.kernel;

import lenetspark.model.LeNet;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** The minibatch of {@link BenchmarkMinibatch}, trained and predicted by a stock DL4J network. */
final class StockMinibatch {

    private final MultiLayerNetwork network = new MultiLayerNetwork(LeNet.configuration(
            new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Adam(1e-4, 0.9, 0.999, 1e-8), 0, 1)));
    private final INDArray images;
    private final INDArray labels;

    StockMinibatch() {
        int size = BenchmarkMinibatch.SIZE;
        network.init();
        images = Nd4j.create(KernelSamples.images(1, size), new long[] {size, 1, 32, 32});
        labels = Nd4j.create(KernelSamples.oneHot(1, size), new long[] {size, 10});
    }

    void train() {
        network.fit(images, labels);
    }

    INDArray predict() {
        return network.output(images);
    }
}
