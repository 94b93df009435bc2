package lenetspark.kernel;

import static lenetspark.kernel.Layout.COLUMNS;

/**
 * Inverted dropout (Srivastava et al. 2014): in training, random outputs are set to zero and the others are scaled up,
 * so that prediction needs no change. The masks are a function of the seed alone; they are drawn by SplitMix64
 * (Steele, Lea and Flood 2014) with 16 bits per output.
 */
final class Dropout {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final int BITS = 16;
    private static final int DRAWS = Long.SIZE / BITS;

    /** An output whose 16 random bits are below this value is set to zero. */
    private final int threshold;

    private final float scale;
    private long state;

    /**
     * @param probability probability that an output is set to zero, in [0, 1); rounded to a multiple of 1/65,536
     */
    Dropout(double probability) {
        threshold = (int) Math.min((1 << BITS) - 1, Math.round(probability * (1 << BITS)));
        scale = (float) (1 / (1 - threshold / (double) (1 << BITS)));
    }

    /** Starts a new sequence of masks. */
    void start(long seed) {
        state = seed;
    }

    /** Multiplies the outputs[unit][COLUMNS] of a chunk and their derivatives by the next mask. */
    void apply(float[] memory, int outputsAt, int derivativesAt, int units) {
        if (threshold == 0) {
            return;
        }
        for (int i = 0; i < units * COLUMNS; i += DRAWS) {
            long bits = next();
            for (int j = i; j < i + DRAWS; j++) {
                float factor = (bits & ((1 << BITS) - 1)) < threshold ? 0 : scale;
                memory[outputsAt + j] *= factor;
                memory[derivativesAt + j] *= factor;
                bits >>>= BITS;
            }
        }
    }

    private long next() {
        state += GOLDEN_GAMMA;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
