package lenet.kernel;

import static lenet.kernel.PlainLayers.LENGTH;

/** 2x2 pooling for the plain layers: as {@link VectorPooling}, column by column. */
final class PlainPooling {

    private PlainPooling() {}

    static void average(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        for (int x = 0; x < width / 2; x++) {
            int top = rowsAt + 2 * x * LENGTH;
            averageColumn(rows, top, top + width * LENGTH, pooled, pooledAt + x * step);
        }
    }

    private static void averageColumn(float[] rows, int top, int bottom, float[] pooled, int to) {
        for (int j = 0; j < LENGTH; j++) {
            float upper = rows[top + j] + rows[top + j + LENGTH];
            float lower = rows[bottom + j] + rows[bottom + j + LENGTH];
            pooled[to + j] = 0.25f * (upper + lower);
        }
    }

    static void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        for (int x = 0; x < width / 2; x++) {
            int top = rowsAt + 2 * x * LENGTH;
            maximumColumn(rows, top, top + width * LENGTH, pooled, pooledAt + x * step);
        }
    }

    private static void maximumColumn(float[] rows, int top, int bottom, float[] pooled, int to) {
        for (int j = 0; j < LENGTH; j++) {
            float upper = Math.max(rows[top + j], rows[top + j + LENGTH]);
            float lower = Math.max(rows[bottom + j], rows[bottom + j + LENGTH]);
            pooled[to + j] = Math.max(upper, lower);
        }
    }

    static void select(float[] rows, int rowsAt, int width, float[] derivative, int derivativeAt) {
        int below = width * LENGTH;
        for (int x = 0; x < width / 2; x++) {
            for (int j = 0; j < LENGTH; j++) {
                int at = 2 * x * LENGTH + j;
                int best = at;
                best = rows[rowsAt + at + LENGTH] > rows[rowsAt + best] ? at + LENGTH : best;
                best = rows[rowsAt + at + below] > rows[rowsAt + best] ? at + below : best;
                best = rows[rowsAt + at + below + LENGTH] > rows[rowsAt + best] ? at + below + LENGTH : best;
                float kept = derivative[derivativeAt + best];
                derivative[derivativeAt + at] = 0;
                derivative[derivativeAt + at + LENGTH] = 0;
                derivative[derivativeAt + at + below] = 0;
                derivative[derivativeAt + at + below + LENGTH] = 0;
                derivative[derivativeAt + best] = kept;
            }
        }
    }

    static void unpool(
            float[] pooledDelta,
            int pooledDeltaAt,
            int step,
            float[] derivative,
            int derivativeAt,
            int width,
            float[] delta,
            int deltaAt,
            float[] sums,
            int sumsAt) {
        for (int row = 0; row < 2; row++) {
            for (int x = 0; x < width / 2; x++) {
                int at = (row * width + 2 * x) * LENGTH;
                spread(pooledDelta, pooledDeltaAt + x * step, derivative, derivativeAt + at, delta, deltaAt + at);
                PlainLoops.addTwoColumns(sums, sumsAt, delta, deltaAt + at);
            }
        }
    }

    private static void spread(
            float[] window, int windowAt, float[] derivative, int derivativeAt, float[] delta, int deltaAt) {
        for (int j = 0; j < LENGTH; j++) {
            delta[deltaAt + j] = window[windowAt + j] * derivative[derivativeAt + j];
            delta[deltaAt + j + LENGTH] = window[windowAt + j] * derivative[derivativeAt + j + LENGTH];
        }
    }
}
