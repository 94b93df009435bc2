package lenet.ml;

import lenet.data.ImageException;
import lenet.data.NetworkImage;
import lenet.data.StoredImage;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;

/** The image in a row's features: a vector of pixels, or bytes. */
record FeatureImage(@Nullable Object features, String id) implements StoredImage {

    @Override
    public NetworkImage decode() throws ImageException {
        if (features instanceof byte[] bytes) {
            return NetworkImage.ofBytes(bytes);
        }
        if (features instanceof Vector vector) {
            return NetworkImage.ofPixels(vector.toArray());
        }
        throw new ImageException("no image: the column is null");
    }
}
