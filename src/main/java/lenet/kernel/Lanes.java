package lenet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that the machine prefers. */
final class Lanes {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    static final int LENGTH = SPECIES.length();

    /**
     * The class of {@link #SPECIES}' vectors. Every vector that was loaded, reinterpreted or changed by a loop is cast to it
     * before a method of its is called. C2 keeps vectors in registers only where it knows their class when it reads the
     * bytecode, and these methods are declared to return an abstract one. Without the cast it goes by the profile that the
     * Vector API's own methods have collected, and a JVM that was short of time when it first compiled them has none: it
     * then puts vectors on the heap, for ever, and trains at half the speed. The cast itself costs nothing.
     */
    static final Class<? extends FloatVector> TYPE = SPECIES.vectorType().asSubclass(FloatVector.class);

    /** The class of {@link #INTS}' vectors, for the same use. */
    static final Class<? extends IntVector> INTS_TYPE = INTS.vectorType().asSubclass(IntVector.class);

    /** Whether tiles may take 32 registers (AVX-512), or must do with 16 (AVX2). */
    static final boolean WIDE = LENGTH >= 16;

    private Lanes() {}

    /** Offsets of a 5x5 window's positions in a map of the given width, in row-major order. */
    static int[] windowOffsets(int width) {
        return positionOffsets(5, 5, width);
    }

    /** Offsets of the first rows x columns positions of a map of the given width, in row-major order. */
    static int[] positionOffsets(int rows, int columns, int width) {
        int[] offsets = new int[rows * columns];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (i / columns * width + i % columns) * LENGTH;
        }
        return offsets;
    }

    /**
     * The distances between some offsets, {@code every} at a time. A loop that adds them up needs one register; one that
     * adds offsets to a beginning needs two, and if there is none left, C2 keeps the beginning in a vector's.
     */
    static int[] steps(int[] offsets, int every) {
        int[] steps = new int[offsets.length / every];
        for (int i = 0; i < steps.length - 1; i++) {
            steps[i] = offsets[(i + 1) * every] - offsets[i * every];
        }
        return steps;
    }
}
