package lenetspark.data.idx;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import lenetspark.data.DataException;
import lenetspark.data.ImageChecksum;
import lenetspark.data.PixelStore;
import lenetspark.data.Sources;
import lenetspark.storage.Directory;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;
import org.nd4j.linalg.dataset.DataSet;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * IDX image file that the driver has verified and the executors open again. It is a class and not a record because Kryo
 * cannot deserialize records.
 */
public final class IdxImageFile implements PixelStore, Serializable {

    private static final long serialVersionUID = 1L;

    private final Directory directory;
    private final String name;
    private final long bytes;
    private final int count;
    private final int height;
    private final int width;
    private final boolean transposed;
    private final int[] checksums;

    /**
     * @param directory directory of the file
     * @param name file name
     * @param bytes size of the stored file
     * @param count number of images
     * @param height height of the stored images in pixels
     * @param width width of the stored images in pixels
     * @param transposed whether the images are stored in column-major order
     * @param checksums checksums of the stored images, which are verified at every read; empty to skip the verification
     */
    public IdxImageFile(
            Directory directory,
            String name,
            long bytes,
            int count,
            int height,
            int width,
            boolean transposed,
            int[] checksums) {
        this.directory = directory;
        this.name = name;
        this.bytes = bytes;
        this.count = count;
        this.height = height;
        this.width = width;
        this.transposed = transposed;
        this.checksums = checksums;
    }

    @Override
    public String location() {
        return directory.uri() + "/" + name;
    }

    /** Returns the number of images. */
    public int count() {
        return count;
    }

    @Override
    public int height() {
        return transposed ? width : height;
    }

    @Override
    public int width() {
        return transposed ? height : width;
    }

    /**
     * Opens the file before its first image.
     *
     * @throws DataException if the file has changed since it was verified
     */
    public IdxReader open() throws IOException {
        long found = directory.length(name);
        if (found != bytes) {
            throw changed(found + " bytes", bytes + " bytes");
        }
        InputStream stored = directory.open(name);
        try {
            IdxReader reader = IdxReader.images(location(), stored);
            if (reader.count() != count || reader.height() != height || reader.width() != width) {
                throw changed(shape(reader.count(), reader.height(), reader.width()), shape(count, height, width));
            }
            return reader;
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    /**
     * Reads the next image in row-major order, height x width, into {@code pixels} at {@code offset}.
     *
     * @throws DataException if the image has changed since it was verified
     */
    public void read(IdxReader reader, byte[] pixels, int offset) throws IOException {
        int index = reader.position();
        reader.read(pixels, offset);
        if (checksums.length > 0 && ImageChecksum.of(pixels, offset, height * width) != checksums[index]) {
            throw changed("other pixels in image " + index, "the same; change no files during a run");
        }
        if (transposed) {
            byte[] stored = Arrays.copyOfRange(pixels, offset, offset + height * width);
            for (int i = 0; i < stored.length; i++) {
                pixels[offset + i % width * height + i / width] = stored[i];
            }
        }
    }

    @Override
    public List<byte[]> read(int[] indices) {
        return Sources.read(location(), () -> {
            List<byte[]> images = new ArrayList<>();
            try (IdxReader reader = open()) {
                for (int index : indices) {
                    byte[] image = new byte[height * width];
                    reader.skip(index - reader.position());
                    read(reader, image, 0);
                    images.add(image);
                }
            }
            return images;
        });
    }

    /** Broadcasts the plan, because otherwise every job on the RDD (each round of training) would send it again. */
    @Override
    public JavaRDD<DataSet> blocks(JavaSparkContext spark, int[][] indices, short[][] labels, int classes) {
        Broadcast<IdxShardPlan> plan = spark.broadcast(new IdxShardPlan(this, indices, labels, classes));
        return partitionsNearData(spark, indices.length)
                .mapPartitionsWithIndex(
                        (partition, none) -> {
                            IdxShardReader reader = plan.value().open(partition);
                            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close(reader));
                            return reader;
                        },
                        true);
    }

    /**
     * Returns partitions of one placeholder element each, for tasks that read images from the whole file. Their
     * preferred hosts are those that store all of the file. If there are more cores than partitions, they have no
     * preferred hosts: partitions are cached where they are first read, and distributing them over the machines for all
     * rounds is worth more than one local read.
     */
    private JavaRDD<Integer> partitionsNearData(JavaSparkContext spark, int partitions) {
        List<String> hosts = partitions < spark.defaultParallelism() ? List.of() : hosts();
        if (hosts.isEmpty()) {
            return spark.parallelize(Collections.nCopies(partitions, 0), partitions);
        }
        Tuple2<Integer, Seq<String>> placeholder = new Tuple2<>(0, seq(hosts));
        return spark.sc()
                .makeRDD(
                        seq(Collections.nCopies(partitions, placeholder)),
                        ClassTag$.MODULE$.<Integer>apply(Integer.class))
                .toJavaRDD();
    }

    private List<String> hosts() {
        try {
            return directory.hosts(name);
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    private static <T> Seq<T> seq(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toSeq();
    }

    private static void close(IdxShardReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataException changed(String found, String expected) {
        return new DataException(
                location() + ": changed since it was verified: found " + found + ", expected " + expected);
    }

    private static String shape(int count, int height, int width) {
        return count + " images of " + height + "x" + width;
    }
}
