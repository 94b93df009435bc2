package lenet.training;

import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Which examples a replica trains in which round of an epoch: its shard in an order that is a function of (seed, epoch,
 * partition) alone, cut into minibatches, cut into rounds. Every example comes up exactly once an epoch.
 */
final class RoundPlan implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long seed;
    private final int batchSize;
    private final int averagingFrequency;

    /**
     * @param batchSize examples in a minibatch of one replica; the last of an epoch may be shorter
     * @param averagingFrequency minibatches of one replica in a round
     */
    RoundPlan(long seed, int batchSize, int averagingFrequency) {
        this.seed = seed;
        this.batchSize = batchSize;
        this.averagingFrequency = averagingFrequency;
    }

    int batchSize() {
        return batchSize;
    }

    /** Number of rounds until every one of {@code shardSizes} is used up. */
    int rounds(int[] shardSizes) {
        int rounds = 0;
        for (int size : shardSizes) {
            rounds = Math.max(rounds, Math.toIntExact((size + examplesPerRound() - 1) / examplesPerRound()));
        }
        return rounds;
    }

    /** Number of examples that a shard has given before {@code round}: where the round begins in its order. */
    int start(int round, int shardSize) {
        return (int) Math.min(shardSize, round * examplesPerRound());
    }

    /** The order in which a shard's examples come in {@code epoch}: a permutation of 0..size-1 (Fisher and Yates). */
    int[] order(int epoch, int partition, int shardSize) {
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

    private long examplesPerRound() {
        return (long) batchSize * averagingFrequency;
    }

    private long mix(int epoch, int partition) {
        long epochSeed = new SplittableRandom(seed + epoch * GOLDEN_GAMMA).nextLong();
        return new SplittableRandom(epochSeed + partition * GOLDEN_GAMMA).nextLong();
    }
}
