package lenetspark.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import lenetspark.export.OnnxGraph.Value;
import lenetspark.model.LeNet;
import lenetspark.storage.ContentWriter;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import org.deeplearning4j.nn.conf.layers.PoolingType;

/**
 * Writes the network as an ONNX model of opset 13: input {@code image}, pixels 0..255 as float [N, 1, 32, 32]; outputs {@code
 * logits} and {@code probabilities}, float [N, classes]. The scaling of the input is part of the graph.
 */
public final class OnnxWriter implements ContentWriter {

    private static final int OPSET = 13;

    /** The oldest that has this opset, for old readers. */
    private static final int IR_VERSION = 7;

    private final TrainedLeNet model;
    private final OnnxGraph graph = new OnnxGraph("lenet5");

    public OnnxWriter(TrainedLeNet model) {
        this.model = model;
        model.tensors().forEach(graph::parameters);
        build();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        ModelProto.Builder proto = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("lenet-spark")
                .setGraph(graph.build())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
        model.description()
                .forEach((key, value) -> proto.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        proto.build().writeTo(out);
    }

    private void build() {
        Value image = graph.input("image", 1, LeNet.INPUT_SIZE, LeNet.INPUT_SIZE);
        Value maps = pooled(convolution("conv1", scaled(image), 6, 28), "pool1", 6, 14);
        maps = pooled(convolution("conv2", maps, 16, 10), "pool2", 16, 5);
        maps = convolution("conv3", maps, 120, 1);
        Value flat = graph.node("Flatten", "flat", List.of(maps.name()), 120);
        Value hidden = activated(dense("fc1", "fc1", flat, 84), "fc1");
        Value logits = graph.output(dense("fc2", "logits", hidden, model.classes()));
        graph.output(graph.node("Softmax", "probabilities", List.of(logits.name()), model.classes()));
    }

    private Value scaled(Value image) {
        String mean = graph.constant("pixel_mean", (float) model.pixelMean());
        String deviation = graph.constant("pixel_std", (float) model.pixelDeviation());
        Value centred = graph.same("Sub", "centred", image, image.name(), mean);
        return graph.same("Div", "scaled", image, centred.name(), deviation);
    }

    private Value convolution(String layer, Value input, int maps, int side) {
        Value output =
                graph.node("Conv", layer, List.of(input.name(), layer + ".weight", layer + ".bias"), maps, side, side);
        graph.integers("kernel_shape", 5, 5);
        return activated(output, layer);
    }

    private Value pooled(Value input, String name, int maps, int side) {
        String operator = model.pooling() == PoolingType.MAX ? "MaxPool" : "AveragePool";
        Value output = graph.node(operator, name, List.of(input.name()), maps, side, side);
        graph.integers("kernel_shape", 2, 2);
        graph.integers("strides", 2, 2);
        return output;
    }

    private Value dense(String layer, String name, Value input, int outputs) {
        Value output = graph.node("Gemm", name, List.of(input.name(), layer + ".weight", layer + ".bias"), outputs);
        graph.integer("transB", 1);
        return output;
    }

    private Value activated(Value input, String layer) {
        return switch (model.activation()) {
            case RELU -> graph.same("Relu", layer + ".relu", input, input.name());
            case RATIONALTANH -> scaledTanh(input, layer + ".scaled_tanh");
            default -> graph.same("Tanh", layer + ".tanh", input, input.name());
        };
    }

    /** DL4J's RATIONALTANH: 1.7159 sign(y) (1 - 1 / (1 + |y| + y^2 + 1.41645 y^4)) of y = 2/3 x. */
    private Value scaledTanh(Value x, String name) {
        String one = graph.constant("scaled_tanh.one", 1);
        String slope = graph.constant("scaled_tanh.slope", 2f / 3);
        String quartic = graph.constant("scaled_tanh.quartic", 1.41645f);
        String amplitude = graph.constant("scaled_tanh.amplitude", 1.7159f);
        String y = graph.same("Mul", name + ".y", x, x.name(), slope).name();
        String magnitude = graph.same("Abs", name + ".abs", x, y).name();
        String square = graph.same("Mul", name + ".y2", x, y, y).name();
        String fourth = graph.same("Mul", name + ".y4", x, square, square).name();
        String last = graph.same("Mul", name + ".qy4", x, fourth, quartic).name();
        String sum = graph.same("Add", name + ".sum1", x, one, magnitude).name();
        sum = graph.same("Add", name + ".sum2", x, sum, square).name();
        sum = graph.same("Add", name + ".sum4", x, sum, last).name();
        String inverse = graph.same("Div", name + ".inverse", x, one, sum).name();
        String rest = graph.same("Sub", name + ".rest", x, one, inverse).name();
        String sign = graph.same("Sign", name + ".sign", x, y).name();
        String tangent = graph.same("Mul", name + ".tanh", x, sign, rest).name();
        return graph.same("Mul", name, x, tangent, amplitude);
    }
}
