package lenetspark.data.idx;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import lenetspark.data.DataException;
import lenetspark.data.Sources;
import lenetspark.storage.Directory;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;

/** The images of IDX files, raw or gzip-compressed, without labels; the executors read them, each a range. */
public final class IdxImages {

    /** Predictions need no labels, so no image is compared with an earlier one. */
    private static final int[] NOT_COMPARED = {};

    private final List<IdxImageFile> files;

    private IdxImages(List<IdxImageFile> files) {
        this.files = files;
    }

    /**
     * Finds the image files of a directory: those with {@code idx3} in their name, as MNIST's have.
     *
     * @param transposed whether the images lie on their sides, as EMNIST's do
     * @throws DataException if there is none, or one is damaged
     */
    public static IdxImages in(Directory directory, boolean transposed) {
        List<String> names;
        try {
            names = directory.list().stream().filter(IdxImages::isImages).toList();
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
        if (names.isEmpty()) {
            throw new DataException(
                    directory.uri() + ": has no IDX file of images, with idx3 in its name; name the file");
        }
        return new IdxImages(
                names.stream().map(name -> open(directory, name, transposed)).toList());
    }

    /** Whether a file's name is that of IDX images. */
    public static boolean isImages(String name) {
        return name.contains("idx3");
    }

    /**
     * The images of one file, whatever its name.
     *
     * @param transposed whether the images lie on their sides, as EMNIST's do
     * @throws DataException if it is damaged
     */
    public static IdxImages of(Directory directory, String name, boolean transposed) {
        return new IdxImages(List.of(open(directory, name, transposed)));
    }

    /** Verifies what an executor could stumble on; of a raw file that is its header and its length. */
    private static IdxImageFile open(Directory directory, String name, boolean transposed) {
        String location = directory.uri() + "/" + name;
        return Sources.read(location, () -> {
            long bytes = directory.length(name);
            try (InputStream stored = directory.open(name);
                    IdxReader reader = IdxReader.images(location, stored)) {
                reader.skip(reader.count());
                reader.readToEnd();
                return new IdxImageFile(
                        directory,
                        name,
                        bytes,
                        reader.count(),
                        reader.height(),
                        reader.width(),
                        transposed,
                        NOT_COMPARED);
            }
        });
    }

    /** Number of images. */
    public long count() {
        return files.stream().mapToLong(IdxImageFile::count).sum();
    }

    /** The images in file order, partition after partition, which differ in size by at most 1. */
    public JavaRDD<IdxImage> rdd(JavaSparkContext spark, int partitions) {
        List<IdxRange> ranges = ranges(partitions);
        return spark.parallelize(ranges, ranges.size())
                .mapPartitions(
                        range -> {
                            IdxRangeReader reader = new IdxRangeReader(range.next());
                            TaskContext.get()
                                    .addTaskCompletionListener((TaskCompletionListener) task -> reader.close());
                            return reader;
                        },
                        true);
    }

    List<IdxRange> ranges(int partitions) {
        List<IdxRange> ranges = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            ranges.add(new IdxRange(files, i * count() / partitions, (i + 1) * count() / partitions));
        }
        return ranges;
    }
}
