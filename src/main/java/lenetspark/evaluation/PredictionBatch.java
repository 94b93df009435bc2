package lenetspark.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lenetspark.training.replica.Minibatch;
import lenetspark.training.replica.Replica;

/** Up to {@link Predictor#BATCH_SIZE} images that go through the network together; filled again and again. */
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
     * @param stored its bytes, as the predictor's transform takes them; copied
     * @throws IllegalStateException if there is no room
     */
    public void add(byte[] stored) {
        minibatch.add(stored);
    }

    /** Predicts the images in the order in which they were added, and removes them. */
    public List<Prediction> predict() {
        if (minibatch.size() == 0) {
            return List.of();
        }
        replica.predict(minibatch, probabilities);
        int classes = minibatch.labelLength();
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < minibatch.size(); i++) {
            float[] own = Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes);
            predictions.add(new Prediction(Argmax.of(own, 0, classes), own));
        }
        minibatch.clear();
        return predictions;
    }
}
