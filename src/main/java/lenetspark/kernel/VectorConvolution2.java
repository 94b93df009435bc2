package lenetspark.kernel;

import static lenetspark.kernel.Lanes.LENGTH;
import static lenetspark.kernel.Lanes.WIDE;

/** The second convolution on blocks and its gradients, in tiles of {@link VectorTiles}. */
final class VectorConvolution2 {

    /** Distance between two output maps, [10][10][lane]. */
    static final int MAP = Layout.AREA2 * LENGTH;

    /** Distance between two input maps, [14][14][lane]. */
    static final int INPUT_MAP = Layout.POOLED_SIDE1 * Layout.POOLED_SIDE1 * LENGTH;

    /** Distances between the inputs of consecutive taps of a filter, over all input maps. */
    static final int[] TAP_STEPS = Lanes.steps(tapOffsets(), 1);

    /** Distances in an input map between the positions of an output map, two at a time in the wide tile. */
    static final int[] POSITION_STEPS =
            Lanes.steps(Lanes.positionOffsets(Layout.SIDE2, Layout.SIDE2, Layout.POOLED_SIDE1), WIDE ? 2 : 1);

    /** Positions in half a row of an input map. The deltas that contribute to the right half begin four positions before it. */
    private static final int HALF = Layout.POOLED_SIDE1 / 2;

    /** For each row of an input map, the offsets of the rows of deltas that contribute to it. */
    private static final int[][] DELTA_ROWS = new int[Layout.POOLED_SIDE1][];

    /** For each of those, the offset of the five weights by which it contributes, from the first weight of the input map. */
    private static final int[][] WEIGHT_ROWS = new int[Layout.POOLED_SIDE1][];

    static {
        for (int y = 0; y < Layout.POOLED_SIDE1; y++) {
            int top = Math.max(0, y - 4);
            int bottom = Math.min(Layout.SIDE2 - 1, y);
            int contributing = bottom - top + 1;
            DELTA_ROWS[y] = new int[Layout.MAPS2 * contributing];
            WEIGHT_ROWS[y] = new int[Layout.MAPS2 * contributing];
            for (int i = 0; i < DELTA_ROWS[y].length; i++) {
                int map = i / contributing;
                int row = top + i % contributing;
                DELTA_ROWS[y][i] = (map * Layout.SIDE2 + row) * Layout.SIDE2 * LENGTH;
                WEIGHT_ROWS[y][i] = map * Layout.FAN_IN2 + (y - row) * 5;
            }
        }
    }

    private VectorConvolution2() {}

    private static int[] tapOffsets() {
        int[] window = Lanes.windowOffsets(Layout.POOLED_SIDE1);
        int[] offsets = new int[Layout.FAN_IN2];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = i / Layout.TAPS * INPUT_MAP + window[i % Layout.TAPS];
        }
        return offsets;
    }

    static void forward(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt) {
        int biasAt = parametersAt + Layout.BIAS2 + group;
        int weightsAt = parametersAt + Layout.WEIGHTS2 + group * Layout.FAN_IN2;
        for (int y = 0; y < Layout.SIDE2; y++) {
            for (int x = 0; x < Layout.SIDE2; x += WIDE ? 5 : 2) {
                int at = pooledAt + (y * Layout.POOLED_SIDE1 + x) * LENGTH;
                int outputAt = mapsAt + (y * Layout.SIDE2 + x) * LENGTH;
                if (WIDE) {
                    VectorTiles.convolution2Forward4x5(memory, at, weightsAt, biasAt, outputAt);
                } else {
                    VectorTiles.convolution2Forward4x2(memory, at, weightsAt, biasAt, outputAt);
                }
            }
        }
    }

    static void weightGradient(float[] memory, int pooledAt, int deltaAt, int sumsAt) {
        for (int map = 0; map < Layout.MAPS2; map += WIDE ? 4 : 2) {
            for (int row = 0; row < Layout.MAPS1 * 5; row++) {
                int input = row / 5 * Layout.POOLED_SIDE1 + row % 5;
                int at = pooledAt + input * Layout.POOLED_SIDE1 * LENGTH;
                int mapDeltaAt = deltaAt + map * MAP;
                int sumAt = sumsAt + (map * Layout.FAN_IN2 + row * 5) * LENGTH;
                if (WIDE) {
                    VectorTiles.convolution2WeightGradient4x5(memory, at, mapDeltaAt, sumAt);
                } else {
                    VectorTiles.convolution2WeightGradient2x5(memory, at, mapDeltaAt, sumAt);
                }
            }
        }
    }

    /**
     * Half a row of three maps keeps the multipliers busy. In a whole row of one map each accumulator would take five products
     * in a row, and each of those would wait for the one before.
     */
    static void inputGradient(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt) {
        int rightDeltaAt = deltaAt + (HALF - 4) * LENGTH;
        for (int y = 0; y < Layout.POOLED_SIDE1; y++) {
            int[] deltaRows = DELTA_ROWS[y];
            int[] weightRows = WEIGHT_ROWS[y];
            for (int map = 0; map < Layout.MAPS1; map += WIDE ? 3 : 1) {
                int weightsAt = parametersAt + Layout.WEIGHTS2 + map * Layout.TAPS;
                int left = pooledDeltaAt + map * INPUT_MAP + y * Layout.POOLED_SIDE1 * LENGTH;
                int right = left + HALF * LENGTH;
                if (WIDE) {
                    VectorTiles.convolution2InputGradientLeft3x7(
                            memory, deltaAt, deltaRows, weightsAt, weightRows, left);
                    VectorTiles.convolution2InputGradientRight3x7(
                            memory, rightDeltaAt, deltaRows, weightsAt, weightRows, right);
                } else {
                    VectorTiles.convolution2InputGradientLeft1x7(
                            memory, deltaAt, deltaRows, weightsAt, weightRows, left);
                    VectorTiles.convolution2InputGradientRight1x7(
                            memory, rightDeltaAt, deltaRows, weightsAt, weightRows, right);
                }
            }
        }
    }
}
