package lenetspark.recipe;

import java.math.BigDecimal;
import java.math.MathContext;
import lenetspark.config.AveragingConfig.Averaging;
import lenetspark.config.OptimizerConfig.Updater;
import lenetspark.config.ScheduleConfig.Schedule;
import lenetspark.config.TrainConfig;

/**
 * Batch size, learning rate, averaging frequency and warm-up by the number of replicas, so that a run with K replicas is about as accurate
 * as with one:
 *
 * <ul>
 *   <li>batch size b: 64 for one replica; otherwise 64 / sqrt(K), rounded down to a power of two, at least 8
 *   <li>learning rate: 0.002 K (b / 64)^(3/4)
 *   <li>averaging frequency H: 0.04 / learning rate, rounded down, at least 1; 50 for one replica, which has nothing to average
 *   <li>warm-up: a tenth of the epochs, at most one
 * </ul>
 *
 * <p>The number of examples between two averagings and the distance that replicas move apart in them remain about the same. Values
 * that are given remain, and the others follow from them: the learning rate from the batch size, the averaging frequency from the
 * learning rate.
 *
 * <p>With other updaters than Adam, with DL4J's averaging and without a schedule for a warm-up, the values are those of one replica,
 * because the rule was not found for them.
 *
 * <p>Found by simulation on MNIST (55,000 training examples, updater Adam, schedule cosine, 10 epochs, 1 to 64 replicas; the page
 * "Recipes and many replicas" has the results). The literature that it agrees with: local SGD (Stich 2019), post-local SGD (Lin,
 * Stich, Patel and Jaggi 2020), learning rates of large minibatches (Goyal et al. 2017; Malladi, Lyu, Panigrahi and Arora 2022).
 */
record ReplicaScaling(int batchSize, double learningRate, int averagingFrequency, double warmupEpochs) {

    /** Largest number of replicas for which the rule was verified. */
    static final int MAX_REPLICAS = 64;

    private static final int BATCH_SIZE = 64;
    private static final int MIN_BATCH_SIZE = 8;
    private static final double LEARNING_RATE = 0.002;
    private static final double DISTANCE = 0.04;
    private static final int SINGLE_REPLICA_FREQUENCY = 50;
    private static final MathContext THREE_DIGITS = new MathContext(3);

    /**
     * Returns the values for a number of replicas.
     *
     * @param replicas at least 1
     * @param config configuration, whose values remain
     */
    static ReplicaScaling of(int replicas, TrainConfig config) {
        int scaled = holds(config) ? replicas : 1;
        int batchSize = config.batchSize().orElseGet(() -> batchSize(scaled));
        double learningRate = config.optimizer().learningRate().orElseGet(() -> learningRate(scaled, batchSize));
        return new ReplicaScaling(
                batchSize,
                learningRate,
                config.averaging().frequency().orElseGet(() -> averagingFrequency(scaled, learningRate)),
                config.optimizer().schedule().warmupEpochs().orElseGet(() -> warmupEpochs(config)));
    }

    private static boolean holds(TrainConfig config) {
        return config.optimizer().updater() == Updater.ADAM
                && config.averaging().rule() != Averaging.DL4J;
    }

    private static double warmupEpochs(TrainConfig config) {
        return config.optimizer().schedule().schedule() == Schedule.CONSTANT ? 0 : Math.min(1, config.epochs() / 10.0);
    }

    private static int batchSize(int replicas) {
        int batchSize = Integer.highestOneBit((int) (BATCH_SIZE / Math.sqrt(replicas)));
        return Math.max(MIN_BATCH_SIZE, batchSize);
    }

    private static double learningRate(int replicas, int batchSize) {
        double rate = LEARNING_RATE * replicas * Math.pow((double) batchSize / BATCH_SIZE, 0.75);
        return new BigDecimal(rate).round(THREE_DIGITS).doubleValue();
    }

    private static int averagingFrequency(int replicas, double learningRate) {
        return replicas == 1 ? SINGLE_REPLICA_FREQUENCY : (int) Math.max(1, DISTANCE / learningRate);
    }
}
