package lenetspark.kernel;

import static lenetspark.kernel.PlainLayers.LENGTH;

/**
 * The innermost loops of the plain layers, in the only form that C2 vectorizes: every array is accessed at the loop
 * index plus a constant, the body is small (about five multiply-adds and six arrays), and the loop has no reduction. A
 * single variable offset makes a loop scalar and five times slower. Therefore rows are separate arrays, and sums are
 * rows as well.
 */
final class PlainLoops {

    private PlainLoops() {}

    /** Computes out[j] += the sum over k = 0 to 4 of w_k in[j + k LENGTH], for j = 0 to length - 1. */
    static void fiveTaps(float[] out, float[] in, int length, float w0, float w1, float w2, float w3, float w4) {
        for (int j = 0; j < length; j++) {
            float sum = Math.fma(w0, in[j], out[j]);
            sum = Math.fma(w1, in[j + LENGTH], sum);
            sum = Math.fma(w2, in[j + 2 * LENGTH], sum);
            sum = Math.fma(w3, in[j + 3 * LENGTH], sum);
            out[j] = Math.fma(w4, in[j + 4 * LENGTH], sum);
        }
    }

    /** Adds four rows times their weights to out[j], for j = 0 to length - 1. */
    static void fourRows(
            float[] out,
            float[] row0,
            float[] row1,
            float[] row2,
            float[] row3,
            int length,
            float w0,
            float w1,
            float w2,
            float w3) {
        for (int j = 0; j < length; j++) {
            float sum = Math.fma(w0, row0[j], out[j]);
            sum = Math.fma(w1, row1[j], sum);
            sum = Math.fma(w2, row2[j], sum);
            out[j] = Math.fma(w3, row3[j], sum);
        }
    }

    /** Computes sum_k[j] += a[j] x[j + k LENGTH] + b[j] y[j + k LENGTH], for k = 0 to 4 and j = 0 to length - 1. */
    static void fiveProducts(float[][] sum, float[] a, float[] x, float[] b, float[] y, int length) {
        products0(sum[0], a, x, b, y, length);
        products1(sum[1], a, x, b, y, length);
        products2(sum[2], a, x, b, y, length);
        products3(sum[3], a, x, b, y, length);
        products4(sum[4], a, x, b, y, length);
    }

    private static void products0(float[] sum, float[] a, float[] x, float[] b, float[] y, int length) {
        for (int j = 0; j < length; j++) {
            sum[j] = Math.fma(b[j], y[j], Math.fma(a[j], x[j], sum[j]));
        }
    }

    private static void products1(float[] sum, float[] a, float[] x, float[] b, float[] y, int length) {
        for (int j = 0; j < length; j++) {
            sum[j] = Math.fma(b[j], y[j + LENGTH], Math.fma(a[j], x[j + LENGTH], sum[j]));
        }
    }

    private static void products2(float[] sum, float[] a, float[] x, float[] b, float[] y, int length) {
        for (int j = 0; j < length; j++) {
            sum[j] = Math.fma(b[j], y[j + 2 * LENGTH], Math.fma(a[j], x[j + 2 * LENGTH], sum[j]));
        }
    }

    private static void products3(float[] sum, float[] a, float[] x, float[] b, float[] y, int length) {
        for (int j = 0; j < length; j++) {
            sum[j] = Math.fma(b[j], y[j + 3 * LENGTH], Math.fma(a[j], x[j + 3 * LENGTH], sum[j]));
        }
    }

    private static void products4(float[] sum, float[] a, float[] x, float[] b, float[] y, int length) {
        for (int j = 0; j < length; j++) {
            sum[j] = Math.fma(b[j], y[j + 4 * LENGTH], Math.fma(a[j], x[j + 4 * LENGTH], sum[j]));
        }
    }

    /** Computes sums[j] += the sum over k = 0 to 6 of columns[j + k LENGTH], for j = 0 to LENGTH - 1. */
    static void addSevenColumns(float[] sums, float[] columns) {
        for (int j = 0; j < LENGTH; j++) {
            float left = columns[j] + columns[j + LENGTH] + columns[j + 2 * LENGTH] + columns[j + 3 * LENGTH];
            float right = columns[j + 4 * LENGTH] + columns[j + 5 * LENGTH] + columns[j + 6 * LENGTH];
            sums[j] += left + right;
        }
    }

    /** Computes sums[j] += the sum over k = 0 to 4 of columns[j + k LENGTH], for j = 0 to LENGTH - 1. */
    static void addFiveColumns(float[] sums, float[] columns) {
        for (int j = 0; j < LENGTH; j++) {
            float left = columns[j] + columns[j + LENGTH] + columns[j + 2 * LENGTH];
            sums[j] += left + columns[j + 3 * LENGTH] + columns[j + 4 * LENGTH];
        }
    }
}
