package lenetspark.data;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.dataset.DataSet;

/** Source from which the executors read the pixels of a set of examples. All images have the same size. */
public interface PixelStore {

    /** Returns the URI of the source, for messages. */
    String location();

    /** Returns the height of the images in pixels, at most 32. */
    int height();

    /** Returns the width of the images in pixels, at most 32. */
    int width();

    /**
     * Returns the chosen examples in blocks of at most {@link DataSetBlock#SIZE}: features UBYTE [n, 1, height, width],
     * one-hot labels UBYTE [n, classes].
     *
     * @param indices for each partition, the ascending indices of its examples
     * @param labels for each partition, the labels of the same examples
     * @param classes number of classes
     */
    JavaRDD<DataSet> blocks(JavaSparkContext spark, int[][] indices, short[][] labels, int classes);

    /**
     * Reads the images at the given indices.
     *
     * @param indices ascending indices
     * @return the images in that order, each of height x width unsigned bytes in row-major order
     * @throws DataException if they cannot be read
     */
    List<byte[]> read(int[] indices);

    /** Frees pixels that the executors have persisted. A later read may have to decode them again. */
    default void release() {}
}
