package lenetspark.training.replica;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies between FLOAT arrays of ND4J, whose memory is off-heap, and {@code float[]}. */
public final class FlatVector {

    private FlatVector() {}

    /** Returns the elements of {@code array} in c order, copied. */
    public static float[] read(INDArray array) {
        if (!isContiguous(array)) {
            return read(array.dup('c'));
        }
        float[] values = new float[Math.toIntExact(array.length())];
        pointer(array).get(values);
        // ND4J frees the memory of an unreachable array, even while it is being read.
        Reference.reachabilityFence(array);
        return values;
    }

    /** Copies {@code values} to {@code array}, a contiguous FLOAT vector of the same length. */
    static void write(float[] values, INDArray array) {
        if (values.length != array.length() || !isContiguous(array)) {
            throw new IllegalArgumentException("Target must be a contiguous FLOAT vector of length %d, got: %s"
                    .formatted(values.length, array.shapeInfoToString()));
        }
        pointer(array).put(values);
    }

    /** Creates an array of the given shape in c order from the first elements of {@code values}. */
    public static INDArray create(float[] values, long[] shape) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        pointer(array).put(values, 0, Math.toIntExact(array.length()));
        return array;
    }

    private static boolean isContiguous(INDArray array) {
        return array.elementWiseStride() == 1 && (array.ordering() == 'c' || array.isVectorOrScalar());
    }

    private static FloatPointer pointer(INDArray array) {
        if (!(array.data().pointer() instanceof FloatPointer)) {
            throw new IllegalArgumentException("Network must be of type FLOAT, got: %s".formatted(array.dataType()));
        }
        Pointer data = array.data().pointer();
        return new FloatPointer(data).position(data.position() + array.offset());
    }
}
