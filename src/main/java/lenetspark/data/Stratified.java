package lenetspark.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Seeded choices that keep the class mix. Works on positions in a list of labels, and returns them ascending. */
public final class Stratified {

    private Stratified() {}

    /**
     * Draws {@code size} of the positions so that each class has its share, rounded by largest remainder (ties to the
     * lower label).
     */
    public static int[] draw(short[] labels, int size, long seed) {
        int[][] classes = shuffledClasses(labels, seed);
        int[] shares = shares(classes, size, labels.length);
        int[] drawn = new int[size];
        int filled = 0;
        for (int label = 0; label < classes.length; label++) {
            System.arraycopy(classes[label], 0, drawn, filled, shares[label]);
            filled += shares[label];
        }
        Arrays.sort(drawn);
        return drawn;
    }

    /** Deals all positions to {@code parts}: sizes differ by at most 1, and so does the number of each class. */
    public static int[][] deal(short[] labels, int parts, long seed) {
        int[][] dealt = new int[parts][];
        for (int part = 0; part < parts; part++) {
            dealt[part] = new int[labels.length / parts + (part < labels.length % parts ? 1 : 0)];
        }
        int next = 0;
        for (int[] positions : shuffledClasses(labels, seed)) {
            for (int position : positions) {
                dealt[next % parts][next / parts] = position;
                next++;
            }
        }
        for (int[] part : dealt) {
            Arrays.sort(part);
        }
        return dealt;
    }

    /** The positions that {@link #draw} left. */
    public static int[] others(int[] drawn, int count) {
        boolean[] taken = new boolean[count];
        for (int position : drawn) {
            taken[position] = true;
        }
        return IntStream.range(0, count).filter(i -> !taken[i]).toArray();
    }

    private static int[] shares(int[][] classes, int size, int count) {
        int[] shares = new int[classes.length];
        int given = 0;
        for (int label = 0; label < classes.length; label++) {
            shares[label] = (int) ((long) size * classes[label].length / count);
            given += shares[label];
        }
        // The sort is stable: of equal remainders the lower label comes first.
        IntStream.range(0, classes.length)
                .boxed()
                .sorted((a, b) ->
                        Long.compare((long) size * classes[b].length % count, (long) size * classes[a].length % count))
                .limit(size - given)
                .forEach(label -> shares[label]++);
        return shares;
    }

    private static int[][] shuffledClasses(short[] labels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Classes without examples behind the last that has some change nothing: they are left out.
        int count = 0;
        for (short label : labels) {
            count = Math.max(count, label + 1);
        }
        int[][] classes = new int[count][];
        for (int label = 0; label < classes.length; label++) {
            int wanted = label;
            classes[label] = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == wanted)
                    .toArray();
            shuffle(classes[label], random.split());
        }
        return classes;
    }

    /** Fisher and Yates. */
    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
