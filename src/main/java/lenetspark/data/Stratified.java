package lenetspark.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Seeded stratified sampling and partitioning: every part has the class distribution of the whole. The methods work on
 * positions in a list of labels and return them in ascending order.
 */
public final class Stratified {

    private Stratified() {}

    /**
     * Samples {@code size} positions so that each class is represented in proportion. The shares are rounded by the
     * largest remainder method; ties go to the lower label.
     */
    public static int[] sample(short[] labels, int size, long seed) {
        int[][] classes = shuffledClasses(labels, seed);
        int[] shares = shares(classes, size, labels.length);
        int[] sampled = new int[size];
        int filled = 0;
        for (int label = 0; label < classes.length; label++) {
            System.arraycopy(classes[label], 0, sampled, filled, shares[label]);
            filled += shares[label];
        }
        Arrays.sort(sampled);
        return sampled;
    }

    /**
     * Distributes all positions over {@code parts}. The sizes of the parts differ by at most 1, and so do their counts
     * of each class.
     */
    public static int[][] partition(short[] labels, int parts, long seed) {
        int[][] partitions = new int[parts][];
        for (int part = 0; part < parts; part++) {
            partitions[part] = new int[labels.length / parts + (part < labels.length % parts ? 1 : 0)];
        }
        int next = 0;
        for (int[] positions : shuffledClasses(labels, seed)) {
            for (int position : positions) {
                partitions[next % parts][next / parts] = position;
                next++;
            }
        }
        for (int[] part : partitions) {
            Arrays.sort(part);
        }
        return partitions;
    }

    /** Returns the positions from 0 to {@code count - 1} that are not in {@code sampled}. */
    public static int[] complement(int[] sampled, int count) {
        boolean[] taken = new boolean[count];
        for (int position : sampled) {
            taken[position] = true;
        }
        return IntStream.range(0, count).filter(i -> !taken[i]).toArray();
    }

    private static int[] shares(int[][] classes, int size, int count) {
        int[] shares = new int[classes.length];
        int assigned = 0;
        for (int label = 0; label < classes.length; label++) {
            shares[label] = (int) ((long) size * classes[label].length / count);
            assigned += shares[label];
        }
        // The sort is stable, so the lower label comes first among equal remainders.
        IntStream.range(0, classes.length)
                .boxed()
                .sorted((a, b) ->
                        Long.compare((long) size * classes[b].length % count, (long) size * classes[a].length % count))
                .limit(size - assigned)
                .forEach(label -> shares[label]++);
        return shares;
    }

    private static int[][] shuffledClasses(short[] labels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Only the classes up to the largest label with examples are shuffled. Empty classes after it would not change
        // the result.
        int count = 0;
        for (short label : labels) {
            count = Math.max(count, label + 1);
        }
        int[][] classes = new int[count][];
        for (int label = 0; label < classes.length; label++) {
            int current = label;
            classes[label] = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == current)
                    .toArray();
            shuffle(classes[label], random.split());
        }
        return classes;
    }

    /** Fisher-Yates shuffle. */
    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
