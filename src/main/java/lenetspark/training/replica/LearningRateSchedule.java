package lenetspark.training.replica;

import java.io.Serializable;

/**
 * Learning rate as a function of the number of updates made before. It does not depend on the averaging frequency, because the
 * iteration count advances by the steps that each replica makes. Updates are counted as longs, because epochs times updates per
 * epoch can exceed the range of an int.
 *
 * <p>Implementations are classes rather than records, because Kryo 4 cannot read records.
 */
public interface LearningRateSchedule extends Serializable {

    /**
     * Returns the learning rate of one update.
     *
     * @param iteration number of updates made before
     */
    double at(long iteration);

    /**
     * Returns a schedule that decays from {@code base} to zero along half a cosine (Loshchilov and Hutter, "SGDR", 2017, without
     * restarts), after a linear warm-up.
     *
     * @param base learning rate after the warm-up
     * @param warmup number of updates of the warm-up, 0 or more
     * @param total number of updates after which the rate is zero
     */
    static LearningRateSchedule cosine(double base, long warmup, long total) {
        return new Cosine(base, warmup, total);
    }

    /**
     * Returns a schedule that multiplies the learning rate by {@code factor} after every {@code every} updates. The first {@code
     * warmup} updates are scaled linearly.
     *
     * @param base learning rate after the warm-up
     * @param warmup number of updates of the warm-up, 0 or more
     */
    static LearningRateSchedule step(double base, long warmup, long every, double factor) {
        return new Step(base, warmup, every, factor);
    }

    /** Half a cosine, see {@link LearningRateSchedule#cosine}. */
    final class Cosine implements LearningRateSchedule {
        private static final long serialVersionUID = 1L;
        private final double base;
        private final long warmup;
        private final long total;

        private Cosine(double base, long warmup, long total) {
            this.base = base;
            this.warmup = warmup;
            this.total = total;
        }

        @Override
        public double at(long iteration) {
            if (iteration < warmup) {
                return base * (iteration + 1.0) / (warmup + 1.0);
            }
            double progress = Math.min(1, (double) (iteration - warmup) / Math.max(1, total - warmup));
            return base * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
        }
    }

    /** Steps, see {@link LearningRateSchedule#step}. */
    final class Step implements LearningRateSchedule {
        private static final long serialVersionUID = 1L;
        private final double base;
        private final long warmup;
        private final long every;
        private final double factor;

        private Step(double base, long warmup, long every, double factor) {
            this.base = base;
            this.warmup = warmup;
            this.every = every;
            this.factor = factor;
        }

        @Override
        public double at(long iteration) {
            double warmupFactor = iteration < warmup ? (iteration + 1.0) / (warmup + 1.0) : 1;
            return base * warmupFactor * StrictMath.pow(factor, Math.floorDiv(iteration, every));
        }
    }
}
