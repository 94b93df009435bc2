package lenet.kernel;

import static lenet.kernel.PlainLayers.LENGTH;

/** 2x2 pooling for the plain layers, on rows copied to arrays of their own as {@link PlainLoops} wants them. */
final class PlainPooling {

    private static final int LONGEST = Layout.SIDE1 * LENGTH;

    private final float[] upper = new float[LONGEST];
    private final float[] lower = new float[LONGEST];
    private final float[] out = new float[LONGEST];

    void average(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        separate(rows, rowsAt, width);
        int length = (width - 1) * LENGTH;
        for (int j = 0; j < length; j++) {
            out[j] = 0.25f * ((upper[j] + upper[j + LENGTH]) + (lower[j] + lower[j + LENGTH]));
        }
        everySecond(width, pooled, pooledAt, step);
    }

    void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        separate(rows, rowsAt, width);
        int length = (width - 1) * LENGTH;
        for (int j = 0; j < length; j++) {
            out[j] = Math.max(upper[j], upper[j + LENGTH]);
        }
        for (int j = 0; j < length; j++) {
            out[j] = Math.max(out[j], Math.max(lower[j], lower[j + LENGTH]));
        }
        everySecond(width, pooled, pooledAt, step);
    }

    private void separate(float[] rows, int rowsAt, int width) {
        System.arraycopy(rows, rowsAt, upper, 0, width * LENGTH);
        System.arraycopy(rows, rowsAt + width * LENGTH, lower, 0, width * LENGTH);
    }

    private void everySecond(int width, float[] pooled, int pooledAt, int step) {
        for (int x = 0; x < width / 2; x++) {
            System.arraycopy(out, 2 * x * LENGTH, pooled, pooledAt + x * step, LENGTH);
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

    void unpool(
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
        int length = width * LENGTH;
        separate(derivative, derivativeAt, width);
        for (int x = 0; x < width; x++) {
            System.arraycopy(pooledDelta, pooledDeltaAt + x / 2 * step, out, x * LENGTH, LENGTH);
        }
        for (int j = 0; j < length; j++) {
            upper[j] *= out[j];
        }
        for (int j = 0; j < length; j++) {
            lower[j] *= out[j];
        }
        System.arraycopy(upper, 0, delta, deltaAt, length);
        System.arraycopy(lower, 0, delta, deltaAt + length, length);
        for (int j = 0; j < length; j++) {
            out[j] = upper[j] + lower[j];
        }
        System.arraycopy(sums, sumsAt, upper, 0, LENGTH);
        for (int x = 0; x < width; x++) {
            System.arraycopy(out, x * LENGTH, lower, 0, LENGTH);
            for (int j = 0; j < LENGTH; j++) {
                upper[j] += lower[j];
            }
        }
        System.arraycopy(upper, 0, sums, sumsAt, LENGTH);
    }
}
