package lenetspark.kernel;

import static lenetspark.kernel.Layout.IMAGE_SIDE;
import static lenetspark.kernel.Layout.MAPS1;
import static lenetspark.kernel.Layout.SIDE1;
import static lenetspark.kernel.Layout.TAPS;
import static lenetspark.kernel.PlainLayers.LENGTH;

import java.util.Arrays;

/** The first convolution and its weight gradient, row by row in {@link PlainLoops}. */
final class PlainConvolution1 {

    private static final int ROW = SIDE1 * LENGTH;
    private static final int IMAGE_ROW = IMAGE_SIDE * LENGTH;

    private final float[] out = new float[ROW];
    /** The six rows of an image that contribute to a pair of rows. */
    private final float[][] window = new float[6][IMAGE_ROW];

    /** The weight gradient processes a row in parts of seven columns, so that its sums fit in the first-level cache. */
    private static final int PARTS = 4;

    private static final int PART = ROW / PARTS;

    private final float[][] delta = new float[2 * PARTS][PART];
    private final float[][] inputs = new float[2 * PARTS][PART + 4 * LENGTH];
    private final float[][] products = new float[5][PART];
    private final float[] sum = new float[LENGTH];

    void forward(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt) {
        for (int i = 0; i < window.length; i++) {
            System.arraycopy(memory, imageAt + (2 * pair + i) * IMAGE_ROW, window[i], 0, IMAGE_ROW);
        }
        for (int map = 0; map < MAPS1; map++) {
            for (int row = 0; row < 2; row++) {
                Arrays.fill(out, memory[parametersAt + Layout.BIAS1 + map]);
                for (int ky = 0; ky < 5; ky++) {
                    int w = parametersAt + Layout.WEIGHTS1 + map * TAPS + ky * 5;
                    PlainLayers.fiveTaps(out, window[row + ky], ROW, memory, w, 1);
                }
                System.arraycopy(out, 0, memory, rowsAt + (map * 2 + row) * ROW, ROW);
            }
        }
    }

    void weightGradient(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt) {
        for (int ky = 0; ky < 5; ky++) {
            for (int i = 0; i < 2 * PARTS; i++) {
                int row = 2 * pair + ky + i / PARTS;
                System.arraycopy(memory, imageAt + row * IMAGE_ROW + i % PARTS * PART, inputs[i], 0, PART + 4 * LENGTH);
            }
            for (int map = 0; map < MAPS1; map++) {
                for (int i = 0; i < 2 * PARTS; i++) {
                    System.arraycopy(memory, rowsDeltaAt + (map * 2 * PARTS + i) * PART, delta[i], 0, PART);
                }
                addTaps(memory, sumsAt + (map * TAPS + ky * 5) * LENGTH);
            }
        }
    }

    private void addTaps(float[] memory, int sumsAt) {
        for (float[] product : products) {
            Arrays.fill(product, 0);
        }
        for (int i = 0; i < delta.length; i += 2) {
            PlainLoops.fiveProducts(products, delta[i], inputs[i], delta[i + 1], inputs[i + 1], PART);
        }
        for (int kx = 0; kx < 5; kx++) {
            System.arraycopy(memory, sumsAt + kx * LENGTH, sum, 0, LENGTH);
            PlainLoops.addSevenColumns(sum, products[kx]);
            System.arraycopy(sum, 0, memory, sumsAt + kx * LENGTH, LENGTH);
        }
    }
}
