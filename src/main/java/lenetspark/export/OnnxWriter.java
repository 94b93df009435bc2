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
 * Writer of ONNX models of opset 13. The input is {@code image}, pixels 0..255 as float [N, 1, 32, 32]. The outputs are
 * {@code logits} and {@code probabilities}, float [N, classes]. The graph includes the scaling of the input.
 */
public final class OnnxWriter implements ContentWriter {

    private static final int OPSET = 13;

    /** The oldest IR version with this opset, for compatibility with old readers. */
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
        Value centred = graph.elementwise("Sub", "centred", image, image.name(), mean);
        return graph.elementwise("Div", "scaled", image, centred.name(), deviation);
    }

    private Value convolution(String layer, Value input, int maps, int side) {
        Value output =
                graph.node("Conv", layer, List.of(input.name(), layer + ".weight", layer + ".bias"), maps, side, side);
        graph.intsAttribute("kernel_shape", 5, 5);
        return activated(output, layer);
    }

    private Value pooled(Value input, String name, int maps, int side) {
        String operator = model.pooling() == PoolingType.MAX ? "MaxPool" : "AveragePool";
        Value output = graph.node(operator, name, List.of(input.name()), maps, side, side);
        graph.intsAttribute("kernel_shape", 2, 2);
        graph.intsAttribute("strides", 2, 2);
        return output;
    }

    private Value dense(String layer, String name, Value input, int outputs) {
        Value output = graph.node("Gemm", name, List.of(input.name(), layer + ".weight", layer + ".bias"), outputs);
        graph.intAttribute("transB", 1);
        return output;
    }

    private Value activated(Value input, String layer) {
        return switch (model.activation()) {
            case RELU -> graph.elementwise("Relu", layer + ".relu", input, input.name());
            case RATIONALTANH -> scaledTanh(input, layer + ".scaled_tanh");
            default -> graph.elementwise("Tanh", layer + ".tanh", input, input.name());
        };
    }

    /** Adds the nodes of DL4J's RATIONALTANH: 1.7159 sign(y) (1 - 1 / (1 + |y| + y^2 + 1.41645 y^4)) with y = 2/3 x. */
    private Value scaledTanh(Value x, String name) {
        String one = graph.constant("scaled_tanh.one", 1);
        String slope = graph.constant("scaled_tanh.slope", 2f / 3);
        String quartic = graph.constant("scaled_tanh.quartic", 1.41645f);
        String amplitude = graph.constant("scaled_tanh.amplitude", 1.7159f);
        String y = graph.elementwise("Mul", name + ".y", x, x.name(), slope).name();
        String magnitude = graph.elementwise("Abs", name + ".abs", x, y).name();
        String square = graph.elementwise("Mul", name + ".y2", x, y, y).name();
        String fourth =
                graph.elementwise("Mul", name + ".y4", x, square, square).name();
        String last =
                graph.elementwise("Mul", name + ".qy4", x, fourth, quartic).name();
        String sum = graph.elementwise("Add", name + ".sum1", x, one, magnitude).name();
        sum = graph.elementwise("Add", name + ".sum2", x, sum, square).name();
        sum = graph.elementwise("Add", name + ".sum4", x, sum, last).name();
        String inverse =
                graph.elementwise("Div", name + ".inverse", x, one, sum).name();
        String rest = graph.elementwise("Sub", name + ".rest", x, one, inverse).name();
        String sign = graph.elementwise("Sign", name + ".sign", x, y).name();
        String tangent = graph.elementwise("Mul", name + ".tanh", x, sign, rest).name();
        return graph.elementwise("Mul", name, x, tangent, amplitude);
    }
}
