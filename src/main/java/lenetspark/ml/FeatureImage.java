package lenetspark.ml;

import lenetspark.data.image.ImageException;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredImage;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;

/** Image in the features column of a row: a vector of pixels, or bytes. */
record FeatureImage(@Nullable Object features, String id) implements StoredImage {

    @Override
    public InputImage decode() throws ImageException {
        if (features instanceof byte[] bytes) {
            return InputImage.ofBytes(bytes);
        }
        if (features instanceof Vector vector) {
            return InputImage.ofPixels(vector.toArray());
        }
        throw new ImageException("no image: the column is null");
    }
}
