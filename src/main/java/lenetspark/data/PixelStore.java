package lenetspark.data;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.dataset.DataSet;

/** Where the pixels of a set of examples are, which the executors read. All images are of one size. */
public interface PixelStore {

    /** URI of what is read, for errors. */
    String location();

    /** Height of the images in pixels, at most 32. */
    int height();

    /** Width of the images in pixels, at most 32. */
    int width();

    /**
     * Some of the examples as blocks of at most {@link DataSetBlock#SIZE}: features UBYTE [n, 1, height, width], labels one-hot
     * UBYTE [n, classes].
     *
     * @param indices of the examples of each partition, ascending
     * @param labels of the same examples
     */
    JavaRDD<DataSet> blocks(JavaSparkContext spark, int[][] indices, short[][] labels, int classes);

    /**
     * Reads some images.
     *
     * @param indices ascending
     * @return the images in that order, each height x width unsigned bytes, row-major
     * @throws DataException if they cannot be read
     */
    List<byte[]> read(int[] indices);

    /** Frees what the executors keep; the pixels may have to be made again then. */
    default void release() {}
}
