package lenetspark.dataset;

import java.io.IOException;
import java.util.List;
import lenetspark.data.DataException;
import lenetspark.data.decoded.DecodedSplit;
import lenetspark.data.image.ImageFilesInput;
import lenetspark.storage.Directory;
import org.apache.spark.sql.SparkSession;

/** A part of a data set that is image files, each in the directory of its class. */
final class LabelledFiles {

    private LabelledFiles() {}

    /** Decodes {@code NAME/CLASS/...}. */
    static DecodedSplit read(Directory directory, String name, SparkSession session) {
        Directory part = directory.child(name);
        requireDirectory(part);
        List<String> files = ImageFilesInput.list(part.uri(), session);
        if (files.isEmpty()) {
            throw new DataException(part.uri() + ": has no files, expected images in a directory for each class");
        }
        for (String file : files) {
            if (ImageFilesInput.classOf(file, part.uri()) == null) {
                throw new DataException(file + ": is in no directory of a class; move it into one below " + part.uri());
            }
        }
        return DecodedSplit.read(
                part.uri(),
                ImageFilesInput.examples(files, part, part.uri(), session),
                "replace the file or delete it",
                session);
    }

    private static void requireDirectory(Directory part) {
        try {
            if (!part.exists()) {
                throw new DataException(
                        part.uri() + ": no such directory, expected one with the images in a directory for each class");
            }
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }
}
