package lenetspark.evaluation;

import java.util.ArrayList;
import java.util.Iterator;
import lenetspark.data.image.StoredImage;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Spark task that predicts the images of one partition. */
final class PredictTask implements FlatMapFunction<Iterator<StoredImage>, Row> {

    private static final long serialVersionUID = 1L;

    private final Broadcast<Predictor> predictor;
    private final ArrayList<String> classNames;

    PredictTask(Broadcast<Predictor> predictor, ArrayList<String> classNames) {
        this.predictor = predictor;
        this.classNames = classNames;
    }

    @Override
    public Iterator<Row> call(Iterator<StoredImage> images) {
        return PredictionIterator.of(images, predictor.value().open(), classNames);
    }
}
