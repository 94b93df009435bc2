package lenetspark.data;

/**
 * SplitMix64 pseudorandom number generator (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
 * generators"). It needs a few multiplications per number. {@link java.util.SplittableRandom} is the same generator but
 * needs a new object for each seed; this class can be seeded again.
 */
public final class SplitMix64 {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** Sets the seed. The seed is mixed once, so that streams of nearby seeds are not shifted copies of each other. */
    public void seed(long seed) {
        state = seed;
        state = next();
    }

    /** Returns the next number, uniform in -1..1 with 53 random bits. */
    public double uniform() {
        return (next() >> 11) * 0x1p-52;
    }

    /**
     * Fills an array with numbers of 16 random bits, uniform in -1..1 without the ends. Each 64-bit output gives four
     * numbers, so the length must be a multiple of 4.
     */
    public void fill(float[] target) {
        for (int i = 0; i < target.length; i += 4) {
            long bits = next();
            target[i] = uniform16((int) bits);
            target[i + 1] = uniform16((int) bits >> 16);
            target[i + 2] = uniform16((int) (bits >> 32));
            target[i + 3] = uniform16((int) (bits >> 48));
        }
    }

    /** Returns the centre of one of 65,536 equal intervals, selected by the lowest 16 bits. It is exact in a float. */
    private static float uniform16(int bits) {
        return ((short) bits + 0.5f) * 0x1p-15f;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
