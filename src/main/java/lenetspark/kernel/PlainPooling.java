package lenetspark.kernel;

import static lenetspark.kernel.PlainLayers.LENGTH;

/** 2x2 pooling of the plain layers, on rows copied to separate arrays as {@link PlainLoops} requires. */
final class PlainPooling {

    private static final int MAX_ROW_LENGTH = Layout.SIDE1 * LENGTH;

    private final float[] upper = new float[MAX_ROW_LENGTH];
    private final float[] lower = new float[MAX_ROW_LENGTH];
    private final float[] out = new float[MAX_ROW_LENGTH];

    void averagePool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        int width = windows.width();
        int length = (width - 1) * LENGTH;
        for (int row = 0; row < windows.count(); row++) {
            loadRows(memory, rowsAt + row * 2 * width * LENGTH, width);
            for (int j = 0; j < length; j++) {
                out[j] = 0.25f * ((upper[j] + upper[j + LENGTH]) + (lower[j] + lower[j + LENGTH]));
            }
            storeEvenColumns(width, memory, pooledAt + row * windows.rowStep(), windows.step());
        }
    }

    void maxPool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        int width = windows.width();
        int length = (width - 1) * LENGTH;
        for (int row = 0; row < windows.count(); row++) {
            loadRows(memory, rowsAt + row * 2 * width * LENGTH, width);
            for (int j = 0; j < length; j++) {
                out[j] = Math.max(upper[j], upper[j + LENGTH]);
            }
            for (int j = 0; j < length; j++) {
                out[j] = Math.max(out[j], Math.max(lower[j], lower[j + LENGTH]));
            }
            storeEvenColumns(width, memory, pooledAt + row * windows.rowStep(), windows.step());
        }
    }

    private void loadRows(float[] memory, int rowsAt, int width) {
        System.arraycopy(memory, rowsAt, upper, 0, width * LENGTH);
        System.arraycopy(memory, rowsAt + width * LENGTH, lower, 0, width * LENGTH);
    }

    private void storeEvenColumns(int width, float[] memory, int pooledAt, int step) {
        for (int x = 0; x < width / 2; x++) {
            System.arraycopy(out, 2 * x * LENGTH, memory, pooledAt + x * step, LENGTH);
        }
    }

    static void maskDerivatives(PoolingWindows windows, float[] memory, int rowsAt, int derivativeAt) {
        int below = windows.width() * LENGTH;
        for (int row = 0; row < windows.count(); row++) {
            int from = row * 2 * below;
            maskRow(memory, rowsAt + from, below, derivativeAt + from);
        }
    }

    private static void maskRow(float[] memory, int rowsAt, int below, int derivativeAt) {
        for (int x = 0; x < below; x += 2 * LENGTH) {
            for (int at = x; at < x + LENGTH; at++) {
                int best = at;
                best = memory[rowsAt + at + LENGTH] > memory[rowsAt + best] ? at + LENGTH : best;
                best = memory[rowsAt + at + below] > memory[rowsAt + best] ? at + below : best;
                best = memory[rowsAt + at + below + LENGTH] > memory[rowsAt + best] ? at + below + LENGTH : best;
                float kept = memory[derivativeAt + best];
                memory[derivativeAt + at] = 0;
                memory[derivativeAt + at + LENGTH] = 0;
                memory[derivativeAt + at + below] = 0;
                memory[derivativeAt + at + below + LENGTH] = 0;
                memory[derivativeAt + best] = kept;
            }
        }
    }

    void unpool(PoolingWindows windows, float[] memory, int pooledDeltaAt, int derivativeAt, int deltaAt, int sumsAt) {
        int length = windows.width() * LENGTH;
        for (int row = 0; row < windows.count(); row++) {
            int from = row * 2 * length;
            int windowsAt = pooledDeltaAt + row * windows.rowStep();
            unpoolRow(windows, memory, windowsAt, derivativeAt + from, deltaAt + from);
            addColumns(windows.width(), memory, sumsAt + row / windows.pairs() * LENGTH);
        }
    }

    private void unpoolRow(PoolingWindows windows, float[] memory, int windowsAt, int derivativeAt, int deltaAt) {
        int width = windows.width();
        int length = width * LENGTH;
        loadRows(memory, derivativeAt, width);
        for (int x = 0; x < width; x++) {
            System.arraycopy(memory, windowsAt + x / 2 * windows.step(), out, x * LENGTH, LENGTH);
        }
        for (int j = 0; j < length; j++) {
            upper[j] *= out[j];
        }
        for (int j = 0; j < length; j++) {
            lower[j] *= out[j];
        }
        System.arraycopy(upper, 0, memory, deltaAt, length);
        System.arraycopy(lower, 0, memory, deltaAt + length, length);
    }

    /** Adds the two rows that {@link #unpoolRow} computed to sum[lane]. */
    private void addColumns(int width, float[] memory, int sumAt) {
        for (int j = 0; j < width * LENGTH; j++) {
            out[j] = upper[j] + lower[j];
        }
        System.arraycopy(memory, sumAt, upper, 0, LENGTH);
        for (int x = 0; x < width; x++) {
            System.arraycopy(out, x * LENGTH, lower, 0, LENGTH);
            for (int j = 0; j < LENGTH; j++) {
                upper[j] += lower[j];
            }
        }
        System.arraycopy(upper, 0, memory, sumAt, LENGTH);
    }
}
