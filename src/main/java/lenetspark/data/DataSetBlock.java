package lenetspark.data;

import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Builds DL4J {@code DataSet}s of up to {@value #SIZE} examples. Blocks of this size keep the overhead per block
 * negligible and are small enough to be sent between executors.
 */
public final class DataSetBlock {

    /** Largest number of examples in a block; 1,024 MNIST images are 800 kB. */
    public static final int SIZE = 1024;

    private DataSetBlock() {}

    /**
     * Builds a block of n examples.
     *
     * @param pixels UBYTE [n, height, width]
     * @param oneHot labels, UBYTE [n, classes]
     * @return features UBYTE [n, 1, height, width] and labels UBYTE [n, classes]
     */
    public static DataSet of(byte[] pixels, byte[] oneHot, int n, int height, int width) {
        return new DataSet(unsignedBytes(pixels, n, 1, height, width), unsignedBytes(oneHot, n, oneHot.length / n));
    }

    /** Copies the values to native memory in one call, because {@code putScalar} would need one call per pixel. */
    private static INDArray unsignedBytes(byte[] values, long... shape) {
        INDArray array = Nd4j.createUninitializedDetached(DataType.UINT8, shape);
        ((BytePointer) array.data().pointer()).put(values, 0, values.length);
        return array;
    }
}
