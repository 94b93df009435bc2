package lenetspark.job;

import java.io.IOException;
import lenetspark.data.DataException;
import lenetspark.model.ModelArchive;
import org.apache.hadoop.conf.Configuration;

/** Reads models from the URIs that the user gives. */
final class ModelReader {

    private ModelReader() {}

    /**
     * Reads the model archive of a run or of a checkpoint.
     *
     * @throws DataException if the archive is missing or damaged, or is not a model archive
     */
    static ModelArchive read(String uri, Configuration hadoop) {
        byte[] content;
        try {
            content = UriResolver.read(uri, hadoop);
        } catch (IOException e) {
            throw new DataException("Model cannot be read: " + e.getMessage(), e);
        }
        try {
            return ModelArchive.read(content);
        } catch (IOException e) {
            throw new DataException(
                    "Model must be an archive that train wrote, got: " + uri + " (" + e.getMessage() + ")", e);
        }
    }
}
