package lenetspark.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lenetspark.data.PadAndScale;
import lenetspark.data.idx.IdxReader;
import lenetspark.kernel.KernelActivation;
import lenetspark.kernel.KernelConfig;
import lenetspark.kernel.Kernels;
import lenetspark.kernel.LeNetKernel;
import lenetspark.kernel.Pooling;
import lenetspark.kernel.UpdateRule;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Network trained briefly on the sample of MNIST, in DL4J and in the kernel, with that sample. */
final class TrainedSample {

    /** Scaling of standardized MNIST, with mean 33.3 and standard deviation 78.4. */
    static final PixelScaling SCALING = new PixelScaling(-33.3 / 78.4, (255 - 33.3) / 78.4);

    private static final UpdateRule RULE = new UpdateRule.Adam(0.9, 0.999, 1e-8);
    private static final int MINIBATCH = 50;
    private static final int SIDE = 28;
    private static final Path SAMPLE = Path.of("src", "test", "resources", "mnist-sample");

    private final MultiLayerNetwork network;
    private final LeNetKernel kernel;

    private TrainedSample(MultiLayerNetwork network, LeNetKernel kernel) {
        this.network = network;
        this.kernel = kernel;
    }

    static TrainedSample of(Activation activation, PoolingType pooling) {
        MultiLayerNetwork network =
                new MultiLayerNetwork(LeNet.configuration(new LeNet.Choices(activation, pooling, new Sgd(), 0, 8)));
        network.init();
        LeNetKernel kernel = Kernels.create(new KernelConfig(
                function(activation), pooling == PoolingType.MAX ? Pooling.MAX : Pooling.AVERAGE, RULE, 0, MINIBATCH));
        kernel.load(network.params().toFloatVector(), new float[RULE.stateLength(LeNet.PARAMETERS)]);
        List<byte[]> digits = digits("train");
        short[] labels = labels("train");
        for (int from = 0; from < digits.size(); from += MINIBATCH) {
            kernel.train(
                    input(digits.subList(from, from + MINIBATCH)),
                    oneHot(labels, from),
                    MINIBATCH,
                    0.002,
                    from / MINIBATCH);
        }
        float[] parameters = new float[LeNet.PARAMETERS];
        kernel.store(parameters, new float[RULE.stateLength(LeNet.PARAMETERS)]);
        network.setParams(Nd4j.createFromArray(parameters).reshape(1, parameters.length));
        return new TrainedSample(network, kernel);
    }

    /** Returns the stored 28x28 digits; {@code set} is "train" or "t10k". */
    static List<byte[]> digits(String set) {
        Path file = SAMPLE.resolve(set + "-images-idx3-ubyte.gz");
        try (InputStream in = Files.newInputStream(file);
                IdxReader reader = IdxReader.images(file.toString(), in)) {
            List<byte[]> digits = new ArrayList<>();
            while (digits.size() < reader.count()) {
                byte[] digit = new byte[SIDE * SIDE];
                reader.read(digit, 0);
                digits.add(digit);
            }
            return digits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static short[] labels(String set) {
        Path file = SAMPLE.resolve(set + "-labels-idx1-ubyte.gz");
        try (InputStream in = Files.newInputStream(file);
                IdxReader reader = IdxReader.labels(file.toString(), in)) {
            return reader.readLabels();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the inputs of the network, [n, 1, 32, 32]. */
    static float[] input(List<byte[]> digits) {
        return padded(digits, SCALING);
    }

    /** Returns the inputs of an exported model, [n, 1, 32, 32] with pixels 0 to 255. */
    static float[] pixels(List<byte[]> digits) {
        return padded(digits, new PixelScaling(0, 255));
    }

    private static float[] padded(List<byte[]> digits, PixelScaling scaling) {
        PadAndScale transform = new PadAndScale(SIDE, SIDE, LeNet.INPUT_SIZE, scaling.min(), scaling.max());
        float[] images = new float[digits.size() * LeNetKernel.IMAGE_LENGTH];
        for (int i = 0; i < digits.size(); i++) {
            transform.apply(digits.get(i), 0, images, i * LeNetKernel.IMAGE_LENGTH);
        }
        return images;
    }

    private static float[] oneHot(short[] labels, int from) {
        float[] oneHot = new float[MINIBATCH * LeNet.CLASSES];
        for (int i = 0; i < MINIBATCH; i++) {
            oneHot[i * LeNet.CLASSES + labels[from + i]] = 1;
        }
        return oneHot;
    }

    private static KernelActivation function(Activation activation) {
        return switch (activation) {
            case RELU -> KernelActivation.RELU;
            case RATIONALTANH -> KernelActivation.SCALED_TANH;
            default -> KernelActivation.TANH;
        };
    }

    ModelArchive archive() {
        return new ModelArchive(network, SCALING);
    }

    MultiLayerNetwork network() {
        return network;
    }

    LeNetKernel kernel() {
        return kernel;
    }
}
