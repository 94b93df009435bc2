package lenetspark.training.round;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which examples a replica trains in which round of an epoch: its shard in an order that is a function of (seed, epoch,
 * partition) alone, cut into minibatches (a step each), cut into rounds. Every example comes up exactly once an epoch.
 */
public final class RoundPlan implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long seed;
    private final int batchSize;
    private final int averagingFrequency;
    private final int warmupRounds;

    /**
     * @param batchSize examples in a minibatch of one replica; the last of an epoch may be shorter
     * @param averagingFrequency steps in a round
     * @param warmupRounds rounds of one step each that the run begins with, in as many epochs as they take
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

    /** Number of rounds in {@code epoch} until every one of {@code shardSizes} is used up. */
    public int rounds(int epoch, int[] shardSizes) {
        int steps = steps(shardSizes);
        int warmup = warmupRounds(epoch, steps);
        return warmup + ceilingOfQuotient(steps - warmup, averagingFrequency);
    }

    /** Number of steps of the largest of {@code shardSizes} in {@code epoch} before {@code round}. */
    public int firstStep(int epoch, int round, int[] shardSizes) {
        int steps = steps(shardSizes);
        int warmup = warmupRounds(epoch, steps);
        return round <= warmup ? round : (int) Math.min(steps, warmup + (long) (round - warmup) * averagingFrequency);
    }

    /** Number of examples that a shard has given before {@code step}: where the step begins in its order. */
    public int start(int step, int shardSize) {
        return (int) Math.min(shardSize, (long) step * batchSize);
    }

    private int steps(int[] shardSizes) {
        return ceilingOfQuotient(Arrays.stream(shardSizes).max().orElse(0), batchSize);
    }

    private int warmupRounds(int epoch, int stepsPerEpoch) {
        return (int) Math.max(0, Math.min(stepsPerEpoch, warmupRounds - (long) epoch * stepsPerEpoch));
    }

    private static int ceilingOfQuotient(int dividend, int divisor) {
        return (int) (((long) dividend + divisor - 1) / divisor);
    }

    /** The order in which a shard's examples come in {@code epoch}: a permutation of 0..size-1 (Fisher and Yates). */
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

    /** Seed of what is random inside a replica in one round. */
    long replicaSeed(int epoch, int partition, int round) {
        return new SplittableRandom(mix(epoch, partition) + round).nextLong();
    }

    /** Seed of the distortions of a shard's images in one epoch. */
    long augmentationSeed(int epoch, int partition) {
        return new SplittableRandom(~mix(epoch, partition)).nextLong();
    }

    private long mix(int epoch, int partition) {
        long epochSeed = new SplittableRandom(seed + epoch * GOLDEN_GAMMA).nextLong();
        return new SplittableRandom(epochSeed + partition * GOLDEN_GAMMA).nextLong();
    }
}
