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
 * An ONNX graph of float tensors, made in the order of its nodes. Every value's first dimension is the minibatch's, of any
 * size, and every value's shape is written down, so that no reader has to infer it.
 */
final class OnnxGraph {

    private static final String MINIBATCH = "N";

    /**
     * What a node computes.
     *
     * @param shape without the minibatch dimension
     */
    record Value(String name, int[] shape) {}

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, Value> computed = new LinkedHashMap<>();
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

    /** Makes a value an output of the graph. */
    Value output(Value value) {
        computed.remove(value.name());
        graph.addOutput(info(value));
        return value;
    }

    /** Adds parameters, for nodes to use by their name. */
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

    /** Adds a number, once if it is asked for again, and gives its name. */
    String constant(String name, float value) {
        if (constants.add(name)) {
            parameters(new Tensor(name, new int[0], new float[] {value}));
        }
        return name;
    }

    /** Adds a node that is named as its output is. */
    Value node(String operator, String output, List<String> inputs, int... shape) {
        graph.addNode(NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output));
        Value value = new Value(output, shape);
        computed.put(output, value);
        return value;
    }

    /** Adds a node that works element by element. */
    Value same(String operator, String output, Value shaped, String... inputs) {
        return node(operator, output, List.of(inputs), shaped.shape());
    }

    /** Gives the node that was added last an attribute that is a number. */
    void integer(String name, int value) {
        attribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value));
    }

    /** Gives the node that was added last an attribute that is a list of numbers. */
    void integers(String name, int... values) {
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
        GraphProto.Builder whole = graph.clone();
        computed.values().forEach(value -> whole.addValueInfo(info(value)));
        return whole.build();
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
