package lenetspark.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector species that the machine prefers, and offset tables in vectors of that species. */
final class Lanes {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    static final int LENGTH = SPECIES.length();

    /**
     * The class of the vectors of {@link #SPECIES}. Every vector that was loaded, reinterpreted or changed by a loop
     * is cast to it before one of its methods is called. C2 keeps vectors in registers only if it knows their class
     * when it parses the bytecode, and these methods are declared to return an abstract class. Without the cast, C2
     * relies on the type profile of the Vector API's own methods. A JVM that compiles them early, under load, has no
     * such profile; it then allocates vectors on the heap from then on and trains at half the speed. The cast itself
     * costs nothing.
     */
    static final Class<? extends FloatVector> TYPE = SPECIES.vectorType().asSubclass(FloatVector.class);

    /** The class of the vectors of {@link #INTS}, for the same purpose. */
    static final Class<? extends IntVector> INTS_TYPE = INTS.vectorType().asSubclass(IntVector.class);

    /** Whether tiles may use 32 vector registers (AVX-512) instead of 16 (AVX2). */
    static final boolean WIDE = LENGTH >= 16;

    private Lanes() {}

    /** Returns the offsets of the positions of a 5x5 window in a map of the given width, in row-major order. */
    static int[] windowOffsets(int width) {
        return positionOffsets(5, 5, width);
    }

    /** Returns the offsets of the first rows x columns positions of a map of the given width, in row-major order. */
    static int[] positionOffsets(int rows, int columns, int width) {
        int[] offsets = new int[rows * columns];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (i / columns * width + i % columns) * LENGTH;
        }
        return offsets;
    }

    /**
     * Returns the distances between every n-th of some offsets; the last distance is 0. A loop that adds up distances
     * needs one register. A loop that adds offsets to a start needs two, and if no general register is left, C2 keeps
     * the start in a vector register.
     */
    static int[] steps(int[] offsets, int n) {
        int[] steps = new int[offsets.length / n];
        for (int i = 0; i < steps.length - 1; i++) {
            steps[i] = offsets[(i + 1) * n] - offsets[i * n];
        }
        return steps;
    }
}
