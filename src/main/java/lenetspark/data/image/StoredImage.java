package lenetspark.data.image;

import lenetspark.data.DataException;
import org.jspecify.annotations.Nullable;

/** An image that is not decoded yet. It is decoded in the task that made it, and never serialised. */
public interface StoredImage {

    /** What it is called in the results; of the type that its {@link ImageInput} says. */
    @Nullable Object id();

    /**
     * Reads and decodes it.
     *
     * @throws ImageException if it is no image that can be used
     * @throws DataException if it cannot be read, which says nothing of the image
     */
    InputImage decode() throws ImageException;
}
