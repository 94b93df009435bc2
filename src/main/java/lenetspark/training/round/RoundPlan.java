package lenetspark.training.round;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Assigns the examples of each shard to the steps and rounds of an epoch. A shard is shuffled by (seed, epoch, partition) alone
 * and divided into minibatches; one minibatch is one step, and a round is a number of steps. Every example is trained exactly
 * once per epoch.
 */
public final class RoundPlan implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long seed;
    private final int batchSize;
    private final int averagingFrequency;
    private final int warmupRounds;

    /**
     * Creates a plan.
     *
     * @param batchSize examples in a minibatch of one replica; the last of an epoch may be shorter
     * @param averagingFrequency number of steps in a round
     * @param warmupRounds number of rounds of one step each at the beginning of the run; they may span epochs
     */
    public RoundPlan(long seed, int batchSize, int averagingFrequency, int warmupRounds) {
        this.seed = seed;
        this.batchSize = batchSize;
        this.averagingFrequency = averagingFrequency;
        this.warmupRounds = warmupRounds;
    }

    public int batchSize() {
        return batchSize;
    }

    /** Returns the number of rounds in {@code epoch} that train all examples of shards of these sizes. */
    public int rounds(int epoch, int[] shardSizes) {
        int steps = steps(shardSizes);
        int warmup = warmupRounds(epoch, steps);
        return warmup + ceilDiv(steps - warmup, averagingFrequency);
    }

    /** Returns the number of steps of the largest shard in {@code epoch} before {@code round}. */
    public int firstStep(int epoch, int round, int[] shardSizes) {
        int steps = steps(shardSizes);
        int warmup = warmupRounds(epoch, steps);
        return round <= warmup ? round : (int) Math.min(steps, warmup + (long) (round - warmup) * averagingFrequency);
    }

    /** Returns the position in the shuffled shard at which {@code step} begins. */
    public int start(int step, int shardSize) {
        return (int) Math.min(shardSize, (long) step * batchSize);
    }

    private int steps(int[] shardSizes) {
        return ceilDiv(Arrays.stream(shardSizes).max().orElse(0), batchSize);
    }

    private int warmupRounds(int epoch, int stepsPerEpoch) {
        return (int) Math.max(0, Math.min(stepsPerEpoch, warmupRounds - (long) epoch * stepsPerEpoch));
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (int) (((long) dividend + divisor - 1) / divisor);
    }

    /** Returns the order of a shard's examples in {@code epoch}: a permutation of 0 to size - 1 (Fisher and Yates). */
    public int[] order(int epoch, int partition, int shardSize) {
        SplittableRandom random = new SplittableRandom(mix(epoch, partition));
        int[] order = new int[shardSize];
        for (int i = 0; i < shardSize; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Returns the seed of the random numbers inside a replica (dropout) in one round. */
    long replicaSeed(int epoch, int partition, int round) {
        return new SplittableRandom(mix(epoch, partition) + round).nextLong();
    }

    /** Returns the seed of the augmentation of a shard's images in one epoch. */
    long augmentationSeed(int epoch, int partition) {
        return new SplittableRandom(~mix(epoch, partition)).nextLong();
    }

    private long mix(int epoch, int partition) {
        long epochSeed = new SplittableRandom(seed + epoch * GOLDEN_GAMMA).nextLong();
        return new SplittableRandom(epochSeed + partition * GOLDEN_GAMMA).nextLong();
    }
}
