package lenet.ml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import lenet.data.DataException;
import lenet.data.ImageException;
import lenet.training.Prediction;
import lenet.training.PredictionBatch;
import lenet.training.Predictor;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Adds what the network says to the rows of a partition, a minibatch at a time. */
final class TransformTask implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    private final Broadcast<Predictor> predictor;
    private final int features;
    private final boolean rawPrediction;
    private final boolean probability;
    private final boolean prediction;

    /**
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
        return new Transformed(rows, predictor.value().open());
    }

    private final class Transformed implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final PredictionBatch batch;
        private final Deque<Row> ready = new ArrayDeque<>();

        Transformed(Iterator<Row> rows, PredictionBatch batch) {
            this.rows = rows;
            this.batch = batch;
        }

        @Override
        public boolean hasNext() {
            if (ready.isEmpty() && rows.hasNext()) {
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
            List<Row> taken = new ArrayList<>();
            while (taken.size() < Predictor.BATCH_SIZE && rows.hasNext()) {
                Row row = rows.next();
                try {
                    batch.add(new FeatureImage(row.get(features), "features")
                            .decode()
                            .pixels());
                } catch (ImageException e) {
                    throw new DataException("features that are no image: " + e.getMessage(), e);
                }
                taken.add(row);
            }
            Iterator<Row> row = taken.iterator();
            for (Prediction said : batch.predict()) {
                ready.add(with(row.next(), said));
            }
        }

        private Row with(Row row, Prediction said) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                values.add(row.get(i));
            }
            Vector probabilities = vector(said.probabilities());
            if (rawPrediction) {
                values.add(logarithms(probabilities));
            }
            if (probability) {
                values.add(probabilities);
            }
            if (prediction) {
                values.add((double) said.label());
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
}
