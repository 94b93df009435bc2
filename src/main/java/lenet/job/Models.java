package lenet.job;

import java.io.IOException;
import lenet.data.DataException;
import lenet.model.ModelArchive;
import org.apache.hadoop.conf.Configuration;

/** The models that the user names. */
final class Models {

    private Models() {}

    /**
     * Reads the archive of a run or of a checkpoint.
     *
     * @throws DataException if there is none, or it is damaged or of another kind
     */
    static ModelArchive read(String uri, Configuration hadoop) {
        byte[] content;
        try {
            content = Storage.read(uri, hadoop);
        } catch (IOException e) {
            throw new DataException("Model cannot be read: " + e.getMessage(), e);
        }
        try {
            return ModelArchive.read(content);
        } catch (IOException e) {
            throw new DataException(
                    "Model must be an archive that train wrote, cannot be: " + uri + " (" + e.getMessage() + ")", e);
        }
    }
}
