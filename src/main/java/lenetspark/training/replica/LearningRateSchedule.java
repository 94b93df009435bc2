package lenetspark.training.replica;

import java.io.Serializable;

/**
 * The learning rate of every update, as a function of the updates made before it. Averaging does not disturb it, because
 * the iteration count advances by the steps that each replica really makes. Updates are counted in longs: epochs times
 * updates an epoch are more than an int holds.
 *
 * <p>Implementations are classes of plain fields and not records, because Kryo 4 cannot read records.
 */
public interface LearningRateSchedule extends Serializable {

    /**
     * The learning rate of one update.
     *
     * @param iteration updates made before it
     */
    double at(long iteration);

    /**
     * A half cosine from {@code base} to zero (Loshchilov and Hutter, "SGDR", 2017, without restarts), after a linear
     * warm-up.
     *
     * @param base learning rate after the warm-up
     * @param warmup number of updates of the warm-up, may be 0
     * @param total number of updates until zero is reached
     */
    static LearningRateSchedule cosine(double base, long warmup, long total) {
        return new Cosine(base, warmup, total);
    }

    /**
     * Multiplies {@code base} by {@code factor} every {@code every} updates, after a linear warm-up.
     *
     * @param base learning rate after the warm-up
     * @param warmup number of updates of the warm-up, may be 0
     */
    static LearningRateSchedule step(double base, long warmup, long every, double factor) {
        return new Step(base, warmup, every, factor);
    }

    /** The half cosine. */
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
            double done = Math.min(1, (double) (iteration - warmup) / Math.max(1, total - warmup));
            return base * 0.5 * (1 + StrictMath.cos(Math.PI * done));
        }
    }

    /** The staircase. */
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
            double warm = iteration < warmup ? (iteration + 1.0) / (warmup + 1.0) : 1;
            return base * warm * StrictMath.pow(factor, Math.floorDiv(iteration, every));
        }
    }
}
