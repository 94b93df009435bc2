package lenetspark.evaluation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import lenetspark.data.image.ImageException;
import lenetspark.data.image.StoredImage;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.mutable.WrappedArray;

/**
 * Creates one row per image of a partition: a prediction, or the reason why the image was rejected. Images are decoded in
 * minibatches when the next row is requested, so that memory does not grow with their number.
 */
final class PredictionIterator {

    static final String ID = "id";
    static final String PREDICTED = "predicted";
    static final String PROBABILITY = "probability";
    static final String PROBABILITIES = "probabilities";
    static final String CLASS = "class";
    static final String REASON = "reason";

    private PredictionIterator() {}

    /**
     * Returns the rows in the order of the images, except that within a minibatch the rejected images come first.
     *
     * @param batch used for these images alone
     */
    static Iterator<Row> of(Iterator<StoredImage> images, PredictionBatch batch, List<String> classNames) {
        return new MinibatchIterator<>(images, minibatch -> predict(minibatch, batch, classNames));
    }

    /** Returns the schema. In each row either the columns of the prediction or the reason are null. */
    static StructType schema(DataType idType) {
        return new StructType()
                .add(ID, idType)
                .add(PREDICTED, DataTypes.IntegerType)
                .add(PROBABILITY, DataTypes.FloatType)
                .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false))
                .add(CLASS, DataTypes.StringType)
                .add(REASON, DataTypes.StringType);
    }

    private static List<Row> predict(List<StoredImage> images, PredictionBatch batch, List<String> classNames) {
        List<Row> rows = new ArrayList<>();
        List<@Nullable Object> ids = new ArrayList<>();
        for (StoredImage image : images) {
            try {
                batch.add(image.decode().pixels());
                ids.add(image.id());
            } catch (ImageException e) {
                rows.add(RowFactory.create(image.id(), null, null, null, null, oneLine(e)));
            }
        }
        Iterator<@Nullable Object> id = ids.iterator();
        for (Prediction prediction : batch.predict()) {
            rows.add(RowFactory.create(
                    id.next(),
                    prediction.label(),
                    prediction.probability(),
                    WrappedArray.make(prediction.probabilities()),
                    classNames.get(prediction.label()),
                    null));
        }
        return rows;
    }

    private static String oneLine(ImageException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    }
}
