package lenetspark.kernel;

import static lenetspark.kernel.Lanes.LENGTH;
import static lenetspark.kernel.Lanes.WIDE;

/** The first convolution on blocks and its weight gradient, in tiles of {@link VectorTiles}. */
final class VectorConvolution1 {

    /** Distance between two maps in a pair of rows, [6][2][28][lane]. */
    static final int MAP = 2 * Layout.SIDE1 * LENGTH;

    /** Distances between the pixels of consecutive taps of a filter. */
    static final int[] TAP_STEPS = Lanes.steps(Lanes.windowOffsets(Layout.IMAGE_SIDE), 1);

    /** Distances in the image between the positions of a pair of rows, two at a time in the wide tile. */
    static final int[] POSITION_STEPS =
            Lanes.steps(Lanes.positionOffsets(2, Layout.SIDE1, Layout.IMAGE_SIDE), WIDE ? 2 : 1);

    private VectorConvolution1() {}

    static void forward(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt) {
        int biasAt = parametersAt + Layout.BIAS1;
        int weightsAt = parametersAt + Layout.WEIGHTS1;
        for (int row = 0; row < 2; row++) {
            for (int x = 0; x < Layout.SIDE1; x += WIDE ? 4 : 2) {
                int at = imageAt + ((2 * pair + row) * Layout.IMAGE_SIDE + x) * LENGTH;
                int outputAt = rowsAt + (row * Layout.SIDE1 + x) * LENGTH;
                if (WIDE) {
                    VectorTiles.convolution1Forward6x4(memory, at, weightsAt, biasAt, outputAt);
                } else {
                    VectorTiles.convolution1Forward6x2(memory, at, weightsAt, biasAt, outputAt);
                }
            }
        }
    }

    static void weightGradient(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt) {
        for (int map = 0; map < Layout.MAPS1; map += WIDE ? 3 : 2) {
            for (int ky = 0; ky < 5; ky++) {
                int at = imageAt + (2 * pair + ky) * Layout.IMAGE_SIDE * LENGTH;
                int deltaAt = rowsDeltaAt + map * MAP;
                int sumAt = sumsAt + (map * Layout.TAPS + ky * 5) * LENGTH;
                if (WIDE) {
                    VectorTiles.convolution1WeightGradient3x5(memory, at, deltaAt, sumAt);
                } else {
                    VectorTiles.convolution1WeightGradient2x5(memory, at, deltaAt, sumAt);
                }
            }
        }
    }
}
