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

/** PNG and JPEG files, in a directory and all below it, called by their URIs. */
public final class ImageFilesInput {

    /** A longer file is no image of a digit, and would not fit in memory beside others. */
    private static final int MAX_BYTES = 1 << 26;

    /** Files that one task decodes, at least. */
    private static final int FILES = 4096;

    private ImageFilesInput() {}

    /**
     * Every file that is not hidden is an image, or will be rejected.
     *
     * @param uri of the directory, or of one file
     * @param base for the executors to reach the files with
     * @throws DataException if the files cannot be listed
     */
    public static ImageInput of(String uri, Directory base, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        return new ImageInput(
                DataTypes.StringType, context.parallelize(list(uri, session)).map(file -> new EncodedFile(base, file)));
    }

    /**
     * The files with their classes, in the order of their paths.
     *
     * @param files of {@link #list}
     * @param base for the executors to reach the files with
     * @param root the URI below which the first directory names the class
     */
    public static JavaRDD<StoredExample> examples(
            List<String> files, Directory base, String root, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        return context.parallelize(files, Math.max(context.defaultParallelism(), files.size() / FILES))
                .zipWithIndex()
                .map(file ->
                        new StoredExample(new EncodedFile(base, file._1()), root, file._2(), classOf(file._1(), root)));
    }

    /** The directory below the root that a file is in; null of a file that is in none. */
    public static @Nullable String classOf(String file, String root) {
        String path = file.substring(root.length() + 1);
        int slash = path.indexOf('/');
        return slash < 0 ? null : path.substring(0, slash);
    }

    /**
     * The URIs of all files in a directory and below it that are not hidden, sorted.
     *
     * @throws DataException if they cannot be listed
     */
    public static List<String> list(String uri, SparkSession session) {
        // Spark lists the files, but would leave out empty ones, hold a file of any size in memory, and fail the job
        // over
        // one that cannot be read: reading is done below.
        List<String> files = Sources.load(
                uri,
                () -> Arrays.asList(session.read()
                        .format("binaryFile")
                        .option("recursiveFileLookup", true)
                        .load(Sources.literal(uri))
                        .inputFiles()));
        return files.stream().map(ImageFilesInput::decoded).sorted().toList();
    }

    /** As the storage takes it, which knows no %20. */
    private static String decoded(String uri) {
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
                    throw new ImageException("found more than " + MAX_BYTES + " bytes, expected fewer");
                }
                return content;
            } catch (IOException e) {
                // Not the image's fault: Spark runs the task again.
                throw Sources.failed(id, e);
            }
        }
    }
}
