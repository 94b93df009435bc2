package lenetspark.training.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RoundPlanTest {

    @Property
    void shouldUseEveryExampleExactlyOncePerEpoch(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 500) Integer> sizeList,
            @ForAll @IntRange(min = 1, max = 70) int batchSize,
            @ForAll @IntRange(min = 1, max = 12) int frequency,
            @ForAll @IntRange(max = 40) int warmup,
            @ForAll @IntRange(max = 3) int epoch,
            @ForAll long seed) {
        RoundPlan plan = new RoundPlan(seed, batchSize, frequency, warmup);
        int[] sizes = sizeList.stream().mapToInt(Integer::intValue).toArray();
        int rounds = plan.rounds(epoch, sizes);

        for (int partition = 0; partition < sizes.length; partition++) {
            int size = sizes[partition];
            int[] order = plan.order(epoch, partition, size);
            int[] seen = new int[size];
            for (int round = 0; round < rounds; round++) {
                int from = plan.start(plan.firstStep(epoch, round, sizes), size);
                int to = plan.start(plan.firstStep(epoch, round + 1, sizes), size);
                assertThat(to - from).isBetween(0, batchSize * frequency);
                for (int i = from; i < to; i++) {
                    seen[order[i]]++;
                }
            }
            assertThat(Arrays.stream(seen).filter(times -> times != 1)).isEmpty();
        }
    }

    @Property
    void shouldHaveNoMoreRoundsThanNecessary(
            @ForAll @IntRange(min = 1, max = 5000) int size,
            @ForAll @IntRange(min = 1, max = 70) int batchSize,
            @ForAll @IntRange(min = 1, max = 12) int frequency,
            @ForAll @IntRange(max = 40) int warmup) {
        RoundPlan plan = new RoundPlan(1, batchSize, frequency, warmup);
        int[] sizes = {0, size, size / 2};
        int rounds = plan.rounds(0, sizes);

        assertThat(plan.start(plan.firstStep(0, rounds - 1, sizes), size)).isLessThan(size);
        assertThat(plan.start(plan.firstStep(0, rounds, sizes), size)).isEqualTo(size);
    }

    /** 100 examples in minibatches of 10 are 10 steps per epoch; the first 13 steps of the run are averaged one by one. */
    @Example
    void shouldAverageAfterEveryStepInTheWarmup() {
        RoundPlan plan = new RoundPlan(1, 10, 4, 13);
        int[] sizes = {100, 95};

        assertThat(firstSteps(plan, 0, sizes)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(firstSteps(plan, 1, sizes)).containsExactly(0, 1, 2, 3, 7, 10);
        assertThat(firstSteps(plan, 2, sizes)).containsExactly(0, 4, 8, 10);
    }

    private static int[] firstSteps(RoundPlan plan, int epoch, int[] sizes) {
        return IntStream.rangeClosed(0, plan.rounds(epoch, sizes))
                .map(round -> plan.firstStep(epoch, round, sizes))
                .toArray();
    }

    @Property
    void shouldOrderExamplesByAPermutation(
            @ForAll @IntRange(max = 2000) int size, @ForAll @IntRange(max = 99) int epoch, @ForAll long seed) {
        int[] order = new RoundPlan(seed, 8, 1, 0).order(epoch, 3, size);

        Arrays.sort(order);
        assertThat(order).isEqualTo(IntStream.range(0, size).toArray());
    }

    @Property
    void shouldChangeTheOrderWithSeedEpochAndPartition(
            @ForAll @IntRange(max = 50) int epoch, @ForAll @IntRange(max = 50) int partition, @ForAll long seed) {
        int[] order = new RoundPlan(seed, 8, 1, 0).order(epoch, partition, 100);

        assertThat(new RoundPlan(seed, 8, 1, 0).order(epoch, partition, 100)).isEqualTo(order);
        assertThat(new RoundPlan(seed, 64, 10, 0).order(epoch, partition, 100)).isEqualTo(order);
        assertThat(new RoundPlan(seed + 1, 8, 1, 0).order(epoch, partition, 100))
                .isNotEqualTo(order);
        assertThat(new RoundPlan(seed, 8, 1, 0).order(epoch + 1, partition, 100))
                .isNotEqualTo(order);
        assertThat(new RoundPlan(seed, 8, 1, 0).order(epoch, partition + 1, 100))
                .isNotEqualTo(order);
        assertThat(new RoundPlan(seed, 8, 1, 0).order(partition, epoch, 100))
                .satisfies(swapped -> assertThat(Arrays.equals(swapped, order)).isEqualTo(epoch == partition));
    }

    @Property
    void shouldHaveADifferentSeedForEveryRound(@ForAll long seed) {
        RoundPlan plan = new RoundPlan(seed, 8, 1, 0);
        long[] seeds = IntStream.range(0, 3)
                .boxed()
                .flatMap(epoch -> IntStream.range(0, 3).boxed().flatMap(partition -> IntStream.range(0, 3)
                        .mapToObj(round -> plan.replicaSeed(epoch, partition, round))))
                .mapToLong(Long::longValue)
                .toArray();

        assertThat(seeds).doesNotHaveDuplicates();
    }

    @Property
    void shouldHaveADifferentAugmentationSeedForEveryEpochAndPartition(@ForAll long seed) {
        RoundPlan plan = new RoundPlan(seed, 8, 1, 0);
        long[] seeds = IntStream.range(0, 4)
                .boxed()
                .flatMap(epoch -> IntStream.range(0, 4).mapToObj(partition -> plan.augmentationSeed(epoch, partition)))
                .mapToLong(Long::longValue)
                .toArray();

        assertThat(seeds).doesNotHaveDuplicates();
    }

    @Example
    void shouldHaveNoRoundsWithoutExamples() {
        assertThat(new RoundPlan(1, 8, 1, 0).rounds(0, new int[] {0, 0})).isZero();
        assertThat(new RoundPlan(1, 8, 1, 0).rounds(0, new int[0])).isZero();
    }

    @Example
    void shouldNotOverflowWithLargeStepsAndShards() {
        RoundPlan plan = new RoundPlan(1, 1 << 20, 1 << 20, 0);

        assertThat(plan.rounds(0, new int[] {1000})).isEqualTo(1);
        assertThat(plan.start(1, 1000)).isEqualTo(1000);
        assertThat(plan.start(1 << 20, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThat(new RoundPlan(1, 1, Integer.MAX_VALUE, 2).rounds(0, new int[] {Integer.MAX_VALUE}))
                .isEqualTo(3);
        assertThat(new RoundPlan(1, 1, Integer.MAX_VALUE, 2).firstStep(0, 3, new int[] {Integer.MAX_VALUE}))
                .isEqualTo(Integer.MAX_VALUE);
    }

    /** A different order would change the results of every resumed or repeated run. */
    @Example
    void shouldKeepTheOrderOfEarlierVersions() {
        assertThat(Arrays.hashCode(new RoundPlan(42, 64, 10, 0).order(1, 2, 1000)))
                .isEqualTo(1801901739);
    }
}
