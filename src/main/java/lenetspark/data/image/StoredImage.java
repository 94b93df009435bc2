package lenetspark.data.image;

import lenetspark.data.DataException;
import org.jspecify.annotations.Nullable;

/** Image that is not yet decoded. It is decoded in the task that created it and is never serialized. */
public interface StoredImage {

    /** Returns the id of the image in the results, of the type {@link ImageInput#idType}. */
    @Nullable Object id();

    /**
     * Reads and decodes the image.
     *
     * @throws ImageException if the image cannot be used
     * @throws DataException if the image cannot be read, although it may be intact
     */
    InputImage decode() throws ImageException;
}
