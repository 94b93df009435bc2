package lenetspark.data.idx;

import lenetspark.data.image.ImageInput;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredImage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** Creates the prediction input of IDX files. The id of an image is {@code <URI of the file>#<index from 0>}. */
public final class IdxInput {

    private IdxInput() {}

    /** Returns the images in order, with one partition per core. */
    public static ImageInput of(IdxImages images, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        return new ImageInput(
                DataTypes.StringType,
                images.rdd(context, context.defaultParallelism()).map(IdxStoredImage::new));
    }

    private record IdxStoredImage(IdxImage image) implements StoredImage {
        @Override
        public String id() {
            return image.file() + "#" + image.index();
        }

        @Override
        public InputImage decode() {
            return image.image();
        }
    }
}
