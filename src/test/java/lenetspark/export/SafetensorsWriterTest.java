package lenetspark.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import lenetspark.export.SafetensorsReader.Content;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

class SafetensorsWriterTest {

    private static MultiLayerNetwork network(Activation activation, PoolingType pooling) {
        MultiLayerNetwork network =
                new MultiLayerNetwork(LeNet.configuration(new LeNet.Choices(activation, pooling, new Sgd(), 0, 3)));
        network.init();
        // Biases are initialized with zero, which would hide wrong offsets.
        for (int i = 0; i < network.numParams(); i += 7) {
            network.params().putScalar(i, i);
        }
        return network;
    }

    private static byte[] write(MultiLayerNetwork network, PixelScaling scaling) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SafetensorsWriter(TrainedLeNet.of(new ModelArchive(network, scaling))).writeTo(out);
        return out.toByteArray();
    }

    @Test
    void shouldUseTheTensorNamesAndShapesOfPyTorch() throws IOException {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("conv1.weight", new int[] {6, 1, 5, 5});
        shapes.put("conv1.bias", new int[] {6});
        shapes.put("conv2.weight", new int[] {16, 6, 5, 5});
        shapes.put("conv2.bias", new int[] {16});
        shapes.put("conv3.weight", new int[] {120, 16, 5, 5});
        shapes.put("conv3.bias", new int[] {120});
        shapes.put("fc1.weight", new int[] {84, 120});
        shapes.put("fc1.bias", new int[] {84});
        shapes.put("fc2.weight", new int[] {10, 84});
        shapes.put("fc2.bias", new int[] {10});

        SafetensorsReader file =
                SafetensorsReader.of(write(network(Activation.TANH, PoolingType.AVG), new PixelScaling(0, 1)));

        assertThat(file.tensors().keySet()).containsExactlyElementsOf(shapes.keySet());
        shapes.forEach((name, shape) -> assertThat(file.tensor(name).shape()).isEqualTo(shape));
    }

    @Test
    void shouldWriteEveryParameterOfDl4j() throws IOException {
        MultiLayerNetwork network = network(Activation.TANH, PoolingType.AVG);

        SafetensorsReader file = SafetensorsReader.of(write(network, new PixelScaling(0, 1)));

        assertHolds(file.tensor("conv1.weight"), network.getParam("0_W"));
        assertHolds(file.tensor("conv1.bias"), network.getParam("0_b"));
        assertHolds(file.tensor("conv2.weight"), network.getParam("2_W"));
        assertHolds(file.tensor("conv2.bias"), network.getParam("2_b"));
        assertHolds(file.tensor("conv3.weight"), network.getParam("4_W"));
        assertHolds(file.tensor("conv3.bias"), network.getParam("4_b"));
        assertHolds(file.tensor("fc1.weight"), network.getParam("5_W").transpose());
        assertHolds(file.tensor("fc1.bias"), network.getParam("5_b"));
        assertHolds(file.tensor("fc2.weight"), network.getParam("6_W").transpose());
        assertHolds(file.tensor("fc2.bias"), network.getParam("6_b"));
    }

    private static void assertHolds(Content tensor, INDArray expected) {
        assertThat(tensor.values()).isEqualTo(expected.dup('c').ravel().toFloatVector());
    }

    @ParameterizedTest
    @CsvSource({
        "TANH, AVG, tanh, average",
        "TANH, MAX, tanh, max",
        "RATIONALTANH, AVG, scaled-tanh, average",
        "RELU, MAX, relu, max"
    })
    void shouldWriteMetadata(Activation activation, PoolingType pooling, String activationName, String poolingName)
            throws IOException {
        Map<String, String> metadata = SafetensorsReader.of(
                        write(network(activation, pooling), new PixelScaling(-0.5, 2.5)))
                .metadata();

        assertThat(metadata)
                .containsEntry("format", "pt")
                .containsEntry("architecture", "LeNet-5")
                .containsEntry("activation", activationName)
                .containsEntry("pooling", poolingName)
                .containsEntry("pixel_mean", "42.5")
                .containsEntry("pixel_std", "85.0")
                .containsEntry("classes", "[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]");
    }

    @Test
    void shouldWriteTheSameBytesForTheSameModel() throws IOException {
        PixelScaling scaling = new PixelScaling(-0.4, 2.8);

        assertThat(write(network(Activation.RELU, PoolingType.AVG), scaling))
                .isEqualTo(write(network(Activation.RELU, PoolingType.AVG), scaling));
    }
}
