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

/** Unlabelled images of raw or gzip-compressed IDX files. Each task reads a range of them. */
public final class IdxImages {

    /** No checksums: predictions use no labels, so images need not be the same at every read. */
    private static final int[] NO_CHECKSUMS = {};

    private final List<IdxImageFile> files;

    private IdxImages(List<IdxImageFile> files) {
        this.files = files;
    }

    /**
     * Finds the image files of a directory: those with {@code idx3} in their names, as in MNIST.
     *
     * @param transposed whether the images are stored in column-major order, as in EMNIST
     * @throws DataException if there is no such file or one of them is damaged
     */
    public static IdxImages in(Directory directory, boolean transposed) {
        List<String> names;
        try {
            names = directory.list().stream().filter(IdxImages::isImageFile).toList();
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
        if (names.isEmpty()) {
            throw new DataException(
                    directory.uri() + ": has no IDX image file with idx3 in its name; give the path of the file");
        }
        return new IdxImages(
                names.stream().map(name -> open(directory, name, transposed)).toList());
    }

    /** Returns whether a file name is that of an IDX image file. */
    public static boolean isImageFile(String name) {
        return name.contains("idx3");
    }

    /**
     * Opens the images of one file with any name.
     *
     * @param transposed whether the images are stored in column-major order, as in EMNIST
     * @throws DataException if the file is damaged
     */
    public static IdxImages of(Directory directory, String name, boolean transposed) {
        return new IdxImages(List.of(open(directory, name, transposed)));
    }

    /**
     * Verifies the file, so that damage is reported before tasks start. For a raw file only the header and the length
     * are checked.
     */
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
                        NO_CHECKSUMS);
            }
        });
    }

    /** Returns the number of images. */
    public long count() {
        return files.stream().mapToLong(IdxImageFile::count).sum();
    }

    /** Returns the images in file order. The sizes of the partitions differ by at most 1. */
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
