package lenetspark.data;

import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Blocks of examples as DL4J's {@code DataSet}s: large enough that their number does not matter, small enough to be sent. */
public final class DataSetBlock {

    /** Largest number of examples in a block: 800 kB of MNIST. */
    public static final int SIZE = 1024;

    private DataSetBlock() {}

    /**
     * Makes a block of n examples.
     *
     * @param pixels UBYTE [n, height, width]
     * @param oneHot labels, UBYTE [n, classes]
     * @return features UBYTE [n, 1, height, width] and labels UBYTE [n, classes]
     */
    public static DataSet of(byte[] pixels, byte[] oneHot, int n, int height, int width) {
        return new DataSet(bytes(pixels, n, 1, height, width), bytes(oneHot, n, oneHot.length / n));
    }

    /** Copies the values to native memory at once; putScalar would be a call for each pixel. */
    private static INDArray bytes(byte[] values, long... shape) {
        INDArray array = Nd4j.createUninitializedDetached(DataType.UINT8, shape);
        ((BytePointer) array.data().pointer()).put(values, 0, values.length);
        return array;
    }
}
