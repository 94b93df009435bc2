package lenetspark.training;

import lenetspark.training.round.AveragingRule;

/**
 * Nesterov momentum on the averaged change of the parameters: the driver treats the change of a round as a gradient and makes a
 * step of Nesterov's method. Averaging shortens the steps on which replicas agree only in part; momentum compensates for the
 * slower progress.
 *
 * <p>With the change d = mean - before, v' = momentum v + d, and the new parameters are before + rate (d + momentum v'). This is
 * blockwise model-update filtering with a Nesterov step (Chen and Huo, "Scalable training of deep learning machines by
 * incremental block training", 2016) and the outer optimizer of DiLoCo (Douillard et al. 2023).
 */
public final class OuterMomentum implements AveragingRule {

    private final double momentum;
    private final double learningRate;
    private float[] velocity;

    /**
     * Creates the rule.
     *
     * @param momentum at least 0 and less than 1; 0 with a rate of 1 is plain averaging
     * @param learningRate greater than 0
     * @param velocity of the run that is resumed; empty for a new run
     * @throws IllegalArgumentException if the momentum or the rate is out of range
     */
    public OuterMomentum(double momentum, double learningRate, float[] velocity) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("Outer momentum must be at least 0 and below 1, got: " + momentum);
        }
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Outer learning rate must be positive and finite, got: " + learningRate);
        }
        this.momentum = momentum;
        this.learningRate = learningRate;
        this.velocity = velocity.clone();
    }

    /** Returns the velocity after the last round, which is the whole state of this rule; empty before the first round. */
    public float[] velocity() {
        return velocity.clone();
    }

    @Override
    public float[] next(float[] before, float[] mean) {
        if (velocity.length == 0) {
            velocity = new float[before.length];
        }
        if (velocity.length != before.length) {
            throw new IllegalArgumentException("Velocity must have %d values like the parameters, cannot have: %d"
                    .formatted(before.length, velocity.length));
        }
        for (int i = 0; i < before.length; i++) {
            double change = (double) mean[i] - before[i];
            velocity[i] = (float) (momentum * velocity[i] + change);
            mean[i] = (float) (before[i] + learningRate * (change + momentum * velocity[i]));
        }
        return mean;
    }
}
