package lenet.prediction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import lenet.data.ImageException;
import lenet.data.StoredImage;
import lenet.training.Prediction;
import lenet.training.PredictionBatch;
import lenet.training.Predictor;
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
final class Outcomes implements Iterator<Row> {

    static final String ID = "id";
    static final String PREDICTED = "predicted";
    static final String PROBABILITY = "probability";
    static final String PROBABILITIES = "probabilities";
    static final String CLASS = "class";
    static final String REASON = "reason";

    private final Iterator<StoredImage> images;
    private final PredictionBatch batch;
    private final List<String> classNames;
    private final Deque<Row> ready = new ArrayDeque<>();

    Outcomes(Iterator<StoredImage> images, PredictionBatch batch, List<String> classNames) {
        this.images = images;
        this.batch = batch;
        this.classNames = classNames;
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

    @Override
    public boolean hasNext() {
        if (ready.isEmpty() && images.hasNext()) {
            refill();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    private void refill() {
        List<@Nullable Object> ids = new ArrayList<>();
        for (int i = 0; i < Predictor.BATCH_SIZE && images.hasNext(); i++) {
            StoredImage image = images.next();
            try {
                batch.add(image.decode().pixels());
                ids.add(image.id());
            } catch (ImageException e) {
                ready.add(RowFactory.create(image.id(), null, null, null, null, oneLine(e)));
            }
        }
        Iterator<@Nullable Object> id = ids.iterator();
        for (Prediction prediction : batch.predict()) {
            ready.add(RowFactory.create(
                    id.next(),
                    prediction.label(),
                    prediction.probability(),
                    WrappedArray.make(prediction.probabilities()),
                    classNames.get(prediction.label()),
                    null));
        }
    }

    private static String oneLine(ImageException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    }
}
