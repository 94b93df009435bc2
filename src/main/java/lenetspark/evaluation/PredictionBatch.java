package lenetspark.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lenetspark.training.replica.Minibatch;
import lenetspark.training.replica.Replica;

/** Reusable batch of up to {@link Predictor#BATCH_SIZE} images that are predicted in one forward pass. */
public final class PredictionBatch {

    private final Replica replica;
    private final Minibatch minibatch;
    private final float[] probabilities;

    PredictionBatch(Replica replica, Minibatch minibatch) {
        this.replica = replica;
        this.minibatch = minibatch;
        this.probabilities = new float[minibatch.capacity() * minibatch.labelLength()];
    }

    /**
     * Adds an image.
     *
     * @param pixels of the image, as the predictor's transform expects them; copied
     * @throws IllegalStateException if the batch is full
     */
    public void add(byte[] pixels) {
        minibatch.add(pixels);
    }

    /** Returns the predictions of the images, in the order in which they were added, and clears the batch. */
    public List<Prediction> predict() {
        if (minibatch.size() == 0) {
            return List.of();
        }
        replica.predict(minibatch, probabilities);
        int classes = minibatch.labelLength();
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < minibatch.size(); i++) {
            float[] row = Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes);
            predictions.add(new Prediction(Argmax.of(row, 0, classes), row));
        }
        minibatch.clear();
        return predictions;
    }
}
