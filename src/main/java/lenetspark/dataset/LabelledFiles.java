package lenetspark.dataset;

import java.io.IOException;
import java.util.List;
import lenetspark.data.DataException;
import lenetspark.data.decoded.DecodedSplit;
import lenetspark.data.image.ImageFilesInput;
import lenetspark.storage.Directory;
import org.apache.spark.sql.SparkSession;

/** Decoder of a training or test set of image files in one directory per class. */
final class LabelledFiles {

    private LabelledFiles() {}

    /** Decodes the files {@code NAME/CLASS/...}. */
    static DecodedSplit read(Directory directory, String name, SparkSession session) {
        Directory split = directory.child(name);
        requireDirectory(split);
        List<String> files = ImageFilesInput.list(split.uri(), session);
        if (files.isEmpty()) {
            throw new DataException(split.uri() + ": has no files, expected images in one subdirectory per class");
        }
        for (String file : files) {
            if (ImageFilesInput.classOf(file, split.uri()) == null) {
                throw new DataException(
                        file + ": is not in a class directory; move it into a class directory of " + split.uri());
            }
        }
        return DecodedSplit.read(
                split.uri(),
                ImageFilesInput.examples(files, split, split.uri(), session),
                "replace the file or delete it",
                session);
    }

    private static void requireDirectory(Directory split) {
        try {
            if (!split.exists()) {
                throw new DataException(split.uri()
                        + ": no such directory, expected a directory with images in one subdirectory per class");
            }
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }
}
