package lenetspark.training;

/**
 * Exponential moving average of the parameters over the updates (Polyak and Juditsky 1992): often better than where
 * training stands, because the noise of single updates averages out. An update's decay is at most (1+t)/(10+t) after t
 * updates, so that the random start is soon forgotten.
 */
public final class MovingAverage {

    private final double decay;
    private final float[] average;

    /**
     * An average that begins with, or goes on from, {@code average}.
     *
     * @param decay of the average with every update, in (0, 1)
     * @throws IllegalArgumentException if the decay is out of its range
     */
    public MovingAverage(double decay, float[] average) {
        if (!(decay > 0 && decay < 1)) {
            throw new IllegalArgumentException("Decay must be between 0 and 1, got: " + decay);
        }
        this.decay = decay;
        this.average = average.clone();
    }

    /**
     * Adds the parameters after an averaging, which stand for all the updates of its round.
     *
     * @param steps updates of the round
     * @param iteration updates made so far, this round's included
     */
    public void add(float[] parameters, int steps, int iteration) {
        double kept = 1;
        for (int t = iteration - steps; t < iteration; t++) {
            kept *= Math.min(decay, (1.0 + t) / (10.0 + t));
        }
        for (int i = 0; i < average.length; i++) {
            average[i] = (float) (kept * average[i] + (1 - kept) * parameters[i]);
        }
    }

    /** The average, copied. */
    public float[] parameters() {
        return average.clone();
    }
}
