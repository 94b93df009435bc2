package lenetspark.data;

/**
 * A stream of uniform numbers that is a function of its seed: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
 * pseudorandom number generators"), which costs a few multiplications a number. {@link java.util.SplittableRandom} is the
 * same generator, but an object for each seed.
 */
public final class SplitMix64 {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** Starts the stream of a seed. Mixed once, so that no stream is that of a nearby seed shifted. */
    public void seed(long seed) {
        state = seed;
        state = next();
    }

    /** The next number, uniform in -1..1, of 53 bits. */
    public double uniform() {
        return (next() >> 11) * 0x1p-52;
    }

    /** Writes numbers uniform in -1..1, of 16 bits and never the ends, four from each 64 bits; the length is a multiple of 4. */
    public void fill(float[] target) {
        for (int i = 0; i < target.length; i += 4) {
            long bits = next();
            target[i] = uniform16((int) bits);
            target[i + 1] = uniform16((int) bits >> 16);
            target[i + 2] = uniform16((int) (bits >> 32));
            target[i + 3] = uniform16((int) (bits >> 48));
        }
    }

    /** The middle of one of 65,536 equal intervals, chosen by the lowest 16 bits. Exact in a float. */
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
