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
 * What is said of every image of a partition: a prediction, or the reason why there is none. Images are decoded when they are
 * asked for, a minibatch at a time, so that memory does not grow with their number.
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
     * Returns the outcomes in the order of the images, but within a minibatch the refused ones first.
     *
     * @param batch opened for these images alone
     */
    static Iterator<Row> of(Iterator<StoredImage> images, PredictionBatch batch, List<String> classNames) {
        return new MinibatchIterator<>(images, minibatch -> outcomes(minibatch, batch, classNames));
    }

    /** The columns; those of the prediction are null where there is a reason, and the other way round. */
    static StructType schema(DataType idType) {
        return new StructType()
                .add(ID, idType)
                .add(PREDICTED, DataTypes.IntegerType)
                .add(PROBABILITY, DataTypes.FloatType)
                .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false))
                .add(CLASS, DataTypes.StringType)
                .add(REASON, DataTypes.StringType);
    }

    private static List<Row> outcomes(List<StoredImage> images, PredictionBatch batch, List<String> classNames) {
        List<Row> outcomes = new ArrayList<>();
        List<@Nullable Object> ids = new ArrayList<>();
        for (StoredImage image : images) {
            try {
                batch.add(image.decode().pixels());
                ids.add(image.id());
            } catch (ImageException e) {
                outcomes.add(RowFactory.create(image.id(), null, null, null, null, oneLine(e)));
            }
        }
        Iterator<@Nullable Object> id = ids.iterator();
        for (Prediction prediction : batch.predict()) {
            outcomes.add(RowFactory.create(
                    id.next(),
                    prediction.label(),
                    prediction.probability(),
                    WrappedArray.make(prediction.probabilities()),
                    classNames.get(prediction.label()),
                    null));
        }
        return outcomes;
    }

    private static String oneLine(ImageException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    }
}
