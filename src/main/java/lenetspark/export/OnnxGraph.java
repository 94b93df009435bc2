package lenetspark.export;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Builder of an ONNX graph of float tensors. Nodes must be added in topological order. The first dimension of every
 * value is the minibatch dimension of variable size. The shape of every value is written, so that readers need no shape
 * inference.
 */
final class OnnxGraph {

    private static final String MINIBATCH = "N";

    /**
     * Input of the graph or output of a node.
     *
     * @param name name of the value
     * @param shape shape without the minibatch dimension
     */
    record Value(String name, int[] shape) {}

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, Value> intermediates = new LinkedHashMap<>();
    private final Set<String> constants = new HashSet<>();

    OnnxGraph(String name) {
        graph.setName(name);
    }

    /** Adds an input of the graph. */
    Value input(String name, int... shape) {
        Value value = new Value(name, shape);
        graph.addInput(info(value));
        return value;
    }

    /** Marks a value as an output of the graph. */
    Value output(Value value) {
        intermediates.remove(value.name());
        graph.addOutput(info(value));
        return value;
    }

    /** Adds parameters (an initializer) that nodes refer to by name. */
    void parameters(Tensor tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(tensor.name())
                .setDataType(TensorProto.DataType.FLOAT)
                .setRawData(ByteString.copyFrom(tensor.littleEndian()));
        for (int dimension : tensor.shape()) {
            proto.addDims(dimension);
        }
        graph.addInitializer(proto);
    }

    /** Adds a scalar constant unless it exists already, and returns its name. */
    String constant(String name, float value) {
        if (constants.add(name)) {
            parameters(new Tensor(name, new int[0], new float[] {value}));
        }
        return name;
    }

    /** Adds a node with the same name as its output. */
    Value node(String operator, String output, List<String> inputs, int... shape) {
        graph.addNode(NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output));
        Value value = new Value(output, shape);
        intermediates.put(output, value);
        return value;
    }

    /** Adds an elementwise node whose output has the shape of {@code shaped}. */
    Value elementwise(String operator, String output, Value shaped, String... inputs) {
        return node(operator, output, List.of(inputs), shaped.shape());
    }

    /** Adds an integer attribute to the last node. */
    void intAttribute(String name, int value) {
        attribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value));
    }

    /** Adds an attribute that is a list of integers to the last node. */
    void intsAttribute(String name, int... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (int value : values) {
            attribute.addInts(value);
        }
        attribute(attribute);
    }

    private void attribute(AttributeProto.Builder attribute) {
        graph.getNodeBuilder(graph.getNodeCount() - 1).addAttribute(attribute);
    }

    GraphProto build() {
        GraphProto.Builder complete = graph.clone();
        intermediates.values().forEach(value -> complete.addValueInfo(info(value)));
        return complete.build();
    }

    private static ValueInfoProto info(Value value) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(MINIBATCH));
        for (int dimension : value.shape()) {
            shape.addDim(Dimension.newBuilder().setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT)
                                .setShape(shape)))
                .build();
    }
}
