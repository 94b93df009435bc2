package lenetspark.kernel;

import static lenetspark.kernel.Layout.FAN_IN2;
import static lenetspark.kernel.Layout.GROUP;
import static lenetspark.kernel.Layout.MAPS1;
import static lenetspark.kernel.Layout.MAPS2;
import static lenetspark.kernel.Layout.POOLED_SIDE1;
import static lenetspark.kernel.Layout.SIDE2;
import static lenetspark.kernel.Layout.TAPS;
import static lenetspark.kernel.PlainLayers.LENGTH;

import java.util.Arrays;

/** The second convolution and its gradients, row by row in {@link PlainLoops}. */
final class PlainConvolution2 {

    private static final int ROW = SIDE2 * LENGTH;
    private static final int POOLED_ROW = POOLED_SIDE1 * LENGTH;

    private final float[] out = new float[ROW];
    private final float[][] pooledRow = new float[MAPS1 * POOLED_SIDE1][POOLED_ROW];
    private final float[][] deltaRow = new float[MAPS2 * SIDE2][ROW];
    private final float[][] spread = new float[5][ROW];

    private final float[][] products = new float[5][ROW];
    private final float[] right = new float[ROW / 2];
    private final float[] sum = new float[LENGTH];

    void forward(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt) {
        copyRows(memory, pooledAt, pooledRow, POOLED_ROW);
        for (int map = 0; map < GROUP; map++) {
            int weightsAt = parametersAt + Layout.WEIGHTS2 + (group + map) * FAN_IN2;
            for (int y = 0; y < SIDE2; y++) {
                Arrays.fill(out, memory[parametersAt + Layout.BIAS2 + group + map]);
                for (int i = 0; i < MAPS1 * 5; i++) {
                    float[] row = pooledRow[i / 5 * POOLED_SIDE1 + y + i % 5];
                    PlainLayers.fiveTaps(out, row, ROW, memory, weightsAt + i * 5, 1);
                }
                System.arraycopy(out, 0, memory, mapsAt + (map * SIDE2 + y) * ROW, ROW);
            }
        }
    }

    private static void copyRows(float[] values, int at, float[][] rows, int length) {
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, at + i * length, rows[i], 0, length);
        }
    }

    void weightGradient(float[] memory, int pooledAt, int deltaAt, int sumsAt) {
        copyRows(memory, pooledAt, pooledRow, POOLED_ROW);
        copyRows(memory, deltaAt, deltaRow, ROW);
        for (int map = 0; map < MAPS2; map++) {
            for (int i = 0; i < MAPS1 * 5; i++) {
                for (float[] product : products) {
                    Arrays.fill(product, 0);
                }
                for (int y = 0; y < SIDE2; y += 2) {
                    int d = map * SIDE2 + y;
                    int p = i / 5 * POOLED_SIDE1 + i % 5 + y;
                    PlainLoops.fiveProducts(
                            products, deltaRow[d], pooledRow[p], deltaRow[d + 1], pooledRow[p + 1], ROW);
                }
                addProducts(memory, sumsAt + (map * FAN_IN2 + i * 5) * LENGTH);
            }
        }
    }

    private void addProducts(float[] memory, int sumsAt) {
        for (int kx = 0; kx < 5; kx++) {
            System.arraycopy(memory, sumsAt + kx * LENGTH, sum, 0, LENGTH);
            System.arraycopy(products[kx], ROW / 2, right, 0, ROW / 2);
            PlainLoops.addFiveColumns(sum, products[kx]);
            PlainLoops.addFiveColumns(sum, right);
            System.arraycopy(sum, 0, memory, sumsAt + kx * LENGTH, LENGTH);
        }
    }

    void inputGradient(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt) {
        copyRows(memory, deltaAt, deltaRow, ROW);
        Arrays.fill(memory, pooledDeltaAt, pooledDeltaAt + Layout.POOLED1 * LENGTH, 0);
        for (int input = 0; input < MAPS1; input++) {
            for (int y = 0; y < POOLED_SIDE1; y++) {
                inputGradientRow(input, y, memory, parametersAt);
                int to = pooledDeltaAt + (input * POOLED_SIDE1 + y) * POOLED_ROW;
                for (int kx = 0; kx < 5; kx++) {
                    addRow(spread[kx], memory, to + kx * LENGTH);
                }
            }
        }
    }

    /**
     * Computes the contribution of each column of the filter to a row of pooled deltas, not yet shifted by that
     * column.
     */
    private void inputGradientRow(int input, int y, float[] memory, int parametersAt) {
        for (int kx = 0; kx < 5; kx++) {
            Arrays.fill(spread[kx], 0);
        }
        for (int ky = Math.max(0, y - SIDE2 + 1); ky <= Math.min(4, y); ky++) {
            for (int map = 0; map < MAPS2; map += 4) {
                int row = map * SIDE2 + y - ky;
                for (int kx = 0; kx < 5; kx++) {
                    int w = parametersAt + Layout.WEIGHTS2 + map * FAN_IN2 + input * TAPS + ky * 5 + kx;
                    PlainLoops.fourRows(
                            spread[kx],
                            deltaRow[row],
                            deltaRow[row + SIDE2],
                            deltaRow[row + 2 * SIDE2],
                            deltaRow[row + 3 * SIDE2],
                            ROW,
                            memory[w],
                            memory[w + FAN_IN2],
                            memory[w + 2 * FAN_IN2],
                            memory[w + 3 * FAN_IN2]);
                }
            }
        }
    }

    private static void addRow(float[] row, float[] out, int outAt) {
        for (int j = 0; j < ROW; j++) {
            out[outAt + j] += row[j];
        }
    }
}
