package lenetspark.training;

/**
 * Exponential moving average of the parameters over the updates (Polyak and Juditsky 1992). It is often more accurate than the
 * current parameters, because the noise of single updates averages out. After t updates the decay of an update is at most
 * (1+t)/(10+t), so that the random initial parameters soon lose their weight.
 */
public final class MovingAverage {

    private final double decay;
    private final float[] average;

    /**
     * Creates an average, or restores that of a resumed run.
     *
     * @param decay factor of the average in every update, in (0, 1)
     * @param average initial value
     * @throws IllegalArgumentException if the decay is out of range
     */
    public MovingAverage(double decay, float[] average) {
        if (!(decay > 0 && decay < 1)) {
            throw new IllegalArgumentException("Decay must be between 0 and 1, got: " + decay);
        }
        this.decay = decay;
        this.average = average.clone();
    }

    /**
     * Adds the parameters after a round, with the weight of all its updates.
     *
     * @param steps number of updates of the round
     * @param iteration number of updates made so far, including this round
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

    /** Returns the average, copied. */
    public float[] parameters() {
        return average.clone();
    }
}
