package lenet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that the machine prefers. */
final class Lanes {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    static final int LENGTH = SPECIES.length();

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
}
