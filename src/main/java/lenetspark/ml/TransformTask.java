package lenetspark.ml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import lenetspark.data.DataException;
import lenetspark.data.image.ImageException;
import lenetspark.evaluation.MinibatchIterator;
import lenetspark.evaluation.Prediction;
import lenetspark.evaluation.PredictionBatch;
import lenetspark.evaluation.Predictor;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Spark task that appends the columns of the predictions to the rows of a partition, in minibatches. */
final class TransformTask implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    private final Broadcast<Predictor> predictor;
    private final int features;
    private final boolean rawPrediction;
    private final boolean probability;
    private final boolean prediction;

    /**
     * Creates a task.
     *
     * @param features index of the column of images
     * @param rawPrediction whether to add the logarithms of the probabilities
     * @param probability whether to add the probabilities
     * @param prediction whether to add the most probable class
     */
    TransformTask(
            Broadcast<Predictor> predictor,
            int features,
            boolean rawPrediction,
            boolean probability,
            boolean prediction) {
        this.predictor = predictor;
        this.features = features;
        this.rawPrediction = rawPrediction;
        this.probability = probability;
        this.prediction = prediction;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        PredictionBatch batch = predictor.value().open();
        return new MinibatchIterator<>(rows, minibatch -> transform(minibatch, batch));
    }

    private List<Row> transform(List<Row> rows, PredictionBatch batch) {
        for (Row row : rows) {
            try {
                batch.add(
                        new FeatureImage(row.get(features), "features").decode().pixels());
            } catch (ImageException e) {
                throw new DataException("features cannot be converted to an image: " + e.getMessage(), e);
            }
        }
        List<Row> transformed = new ArrayList<>();
        Iterator<Row> row = rows.iterator();
        for (Prediction result : batch.predict()) {
            transformed.add(append(row.next(), result));
        }
        return transformed;
    }

    private Row append(Row row, Prediction result) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            values.add(row.get(i));
        }
        Vector probabilities = vector(result.probabilities());
        if (rawPrediction) {
            values.add(logarithms(probabilities));
        }
        if (probability) {
            values.add(probabilities);
        }
        if (prediction) {
            values.add((double) result.label());
        }
        return RowFactory.create(values.toArray());
    }

    private static Vector vector(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return Vectors.dense(doubles);
    }

    private static Vector logarithms(Vector probabilities) {
        double[] logarithms = probabilities.toArray().clone();
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = Math.log(Math.max(logarithms[i], Float.MIN_NORMAL));
        }
        return Vectors.dense(logarithms);
    }
}
