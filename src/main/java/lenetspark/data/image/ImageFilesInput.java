package lenetspark.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import lenetspark.data.DataException;
import lenetspark.data.Sources;
import lenetspark.storage.Directory;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** PNG and JPEG files in a directory and its subdirectories. The id of an image is its URI. */
public final class ImageFilesInput {

    /**
     * Largest accepted file size. Larger files are not images of single characters, and several of them would not fit
     * in memory.
     */
    private static final int MAX_BYTES = 1 << 26;

    /** Minimum number of files per task. */
    private static final int FILES_PER_TASK = 4096;

    private ImageFilesInput() {}

    /**
     * Returns the prediction input of a directory. Every file that is not hidden is expected to be an image.
     *
     * @param uri URI of the directory or of one file
     * @param base directory that gives the executors access to the filesystem
     * @param session Spark session
     * @throws DataException if the files cannot be listed
     */
    public static ImageInput of(String uri, Directory base, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        return new ImageInput(
                DataTypes.StringType, context.parallelize(list(uri, session)).map(file -> new EncodedFile(base, file)));
    }

    /**
     * Returns the files with their classes, in the order of their paths.
     *
     * @param files result of {@link #list}
     * @param base directory that gives the executors access to the filesystem
     * @param root URI of the directory whose subdirectories are named after the classes
     * @param session Spark session
     */
    public static JavaRDD<StoredExample> examples(
            List<String> files, Directory base, String root, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        return context.parallelize(files, Math.max(context.defaultParallelism(), files.size() / FILES_PER_TASK))
                .zipWithIndex()
                .map(file ->
                        new StoredExample(new EncodedFile(base, file._1()), root, file._2(), classOf(file._1(), root)));
    }

    /**
     * Returns the class of a file, which is the name of the directory directly below {@code root} that contains it;
     * null if there is none.
     */
    public static @Nullable String classOf(String file, String root) {
        String path = file.substring(root.length() + 1);
        int slash = path.indexOf('/');
        return slash < 0 ? null : path.substring(0, slash);
    }

    /**
     * Returns the sorted URIs of all files in a directory and its subdirectories that are not hidden.
     *
     * @throws DataException if the files cannot be listed
     */
    public static List<String> list(String uri, SparkSession session) {
        // Spark only lists the files. Its reader would omit empty files, load files of any size into memory, and fail
        // the job
        // if a file cannot be read.
        List<String> files = Sources.load(
                uri,
                () -> Arrays.asList(session.read()
                        .format("binaryFile")
                        .option("recursiveFileLookup", true)
                        .load(Sources.escapeGlob(uri))
                        .inputFiles()));
        return files.stream().map(ImageFilesInput::percentDecoded).sorted().toList();
    }

    /** Decodes percent-encoded characters, which the storage layer does not interpret. */
    private static String percentDecoded(String uri) {
        URI parts = URI.create(uri);
        String authority = parts.getAuthority() == null ? "" : "//" + parts.getAuthority();
        return parts.getScheme() + ":" + authority + parts.getPath();
    }

    private record EncodedFile(Directory base, String id) implements StoredImage {

        @Override
        public InputImage decode() throws ImageException {
            return InputImage.ofFile(content());
        }

        private byte[] content() throws ImageException {
            int slash = id.lastIndexOf('/');
            try (InputStream in = base.elsewhere(id.substring(0, slash + 1)).open(id.substring(slash + 1))) {
                byte[] content = in.readNBytes(MAX_BYTES + 1);
                if (content.length > MAX_BYTES) {
                    throw new ImageException(
                            "found more than " + MAX_BYTES + " bytes, which is the largest accepted size");
                }
                return content;
            } catch (IOException e) {
                // This is not a defect of the image, so the task fails and Spark retries it.
                throw Sources.readFailure(id, e);
            }
        }
    }
}
