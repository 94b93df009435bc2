package lenetspark.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.ValueInfoProto;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/** Checks the rules of the ONNX checker; {@link OnnxRuntimeIT} runs a model. */
class OnnxWriterTest {

    private static byte[] write(Activation activation, PoolingType pooling) throws IOException {
        MultiLayerNetwork network =
                new MultiLayerNetwork(LeNet.configuration(new LeNet.Choices(activation, pooling, new Sgd(), 0, 3)));
        network.init();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new OnnxWriter(TrainedLeNet.of(new ModelArchive(network, new PixelScaling(-0.5, 2.5)))).writeTo(out);
        return out.toByteArray();
    }

    private static ModelProto model(Activation activation, PoolingType pooling) throws IOException {
        return ModelProto.parseFrom(write(activation, pooling));
    }

    static Stream<Arguments> networks() {
        return Stream.of(Activation.TANH, Activation.RATIONALTANH, Activation.RELU)
                .flatMap(activation ->
                        Stream.of(PoolingType.AVG, PoolingType.MAX).map(pooling -> Arguments.of(activation, pooling)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldOrderNodesTopologicallyWithUniqueNames(Activation activation, PoolingType pooling) throws IOException {
        GraphProto graph = model(activation, pooling).getGraph();
        Set<String> known = new HashSet<>(
                graph.getInputList().stream().map(ValueInfoProto::getName).toList());
        for (TensorProto parameter : graph.getInitializerList()) {
            assertThat(known.add(parameter.getName())).as(parameter.getName()).isTrue();
        }
        List<String> nodes = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            assertThat(known).containsAll(node.getInputList());
            for (String output : node.getOutputList()) {
                assertThat(known.add(output)).as(output).isTrue();
            }
            nodes.add(node.getName());
        }

        assertThat(nodes).doesNotHaveDuplicates().doesNotContain("");
        Set<String> used = graph.getNodeList().stream()
                .flatMap(node -> node.getInputList().stream())
                .collect(Collectors.toSet());
        assertThat(used)
                .as("no initializer is left over")
                .containsAll(graph.getInitializerList().stream()
                        .map(TensorProto::getName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldWriteTheShapeOfEveryValue(Activation activation, PoolingType pooling) throws IOException {
        GraphProto graph = model(activation, pooling).getGraph();
        List<String> described = Stream.concat(graph.getValueInfoList().stream(), graph.getOutputList().stream())
                .map(ValueInfoProto::getName)
                .toList();

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(graph.getNodeList().stream()
                        .flatMap(node -> node.getOutputList().stream())
                        .toList());
        assertThat(graph.getInputList()).singleElement().satisfies(image -> {
            assertThat(image.getName()).isEqualTo("image");
            assertThat(shape(image)).containsExactly("N", "1", "32", "32");
        });
        assertThat(graph.getOutputList().stream().map(ValueInfoProto::getName))
                .containsExactly("logits", "probabilities");
        assertThat(graph.getOutputList())
                .allSatisfy(output -> assertThat(shape(output)).containsExactly("N", "10"));
    }

    private static List<String> shape(ValueInfoProto value) {
        assertThat(value.getType().getTensorType().getElemType()).isEqualTo(TensorProto.DataType.FLOAT);
        return value.getType().getTensorType().getShape().getDimList().stream()
                .map(OnnxWriterTest::text)
                .toList();
    }

    private static String text(Dimension dimension) {
        return dimension.getDimParam().isEmpty() ? String.valueOf(dimension.getDimValue()) : dimension.getDimParam();
    }

    @Test
    void shouldWriteVersionsAndMetadata() throws IOException {
        ModelProto model = model(Activation.RATIONALTANH, PoolingType.MAX);

        assertThat(model.getIrVersion()).isEqualTo(7);
        assertThat(model.getOpsetImportList()).singleElement().satisfies(opset -> {
            assertThat(opset.getDomain()).isEmpty();
            assertThat(opset.getVersion()).isEqualTo(13);
        });
        assertThat(model.getMetadataPropsList().stream()
                        .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue)))
                .isEqualTo(Map.of(
                        "architecture", "LeNet-5",
                        "activation", "scaled-tanh",
                        "pooling", "max",
                        "pixel_mean", "42.5",
                        "pixel_std", "85.0",
                        "classes", "[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]"));
    }

    @Test
    void shouldWriteTheSameBytesForTheSameModel() throws IOException {
        assertThat(write(Activation.RATIONALTANH, PoolingType.AVG))
                .isEqualTo(write(Activation.RATIONALTANH, PoolingType.AVG));
    }
}
