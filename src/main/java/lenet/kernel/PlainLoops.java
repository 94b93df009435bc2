package lenet.kernel;

import static lenet.kernel.PlainLayers.LENGTH;

/**
 * The loops of the plain layers that take the time. C2 vectorises a loop whose body is small (some five multiply-adds,
 * some six streams) and gives up on a larger one; it never vectorises a sum over the loop. Hence few taps per pass, and
 * sums kept as a row.
 */
final class PlainLoops {

    private PlainLoops() {}

    /** out[j] += the sum over k below 5 of w_k in[j + k LENGTH], for j below length. */
    static void fiveTaps(
            float[] out,
            int outAt,
            float[] in,
            int inAt,
            int length,
            float w0,
            float w1,
            float w2,
            float w3,
            float w4) {
        for (int j = 0; j < length; j++) {
            float sum = Math.fma(w0, in[inAt + j], out[outAt + j]);
            sum = Math.fma(w1, in[inAt + j + LENGTH], sum);
            sum = Math.fma(w2, in[inAt + j + 2 * LENGTH], sum);
            sum = Math.fma(w3, in[inAt + j + 3 * LENGTH], sum);
            out[outAt + j] = Math.fma(w4, in[inAt + j + 4 * LENGTH], sum);
        }
    }

    /** out[j] += the sum over k below 4 of w_k in[j + k stride], for j below length. */
    static void fourRows(
            float[] out,
            int outAt,
            float[] in,
            int inAt,
            int stride,
            int length,
            float w0,
            float w1,
            float w2,
            float w3) {
        int at1 = inAt + stride;
        int at2 = at1 + stride;
        int at3 = at2 + stride;
        for (int j = 0; j < length; j++) {
            float sum = Math.fma(w0, in[inAt + j], out[outAt + j]);
            sum = Math.fma(w1, in[at1 + j], sum);
            sum = Math.fma(w2, in[at2 + j], sum);
            out[outAt + j] = Math.fma(w3, in[at3 + j], sum);
        }
    }

    /** sum[j] += a[j] b[j] + a[j + aStep] b[j + bStep], for j below length. */
    static void twoProducts(float[] sum, float[] a, int aAt, int aStep, float[] b, int bAt, int bStep, int length) {
        int aNext = aAt + aStep;
        int bNext = bAt + bStep;
        for (int j = 0; j < length; j++) {
            sum[j] = Math.fma(a[aNext + j], b[bNext + j], Math.fma(a[aAt + j], b[bAt + j], sum[j]));
        }
    }

    /** sums[j] += the sum over k below 4 of columns[j + k LENGTH], for j below LENGTH. */
    static void addFourColumns(float[] sums, int sumsAt, float[] columns, int columnsAt) {
        for (int j = 0; j < LENGTH; j++) {
            float left = columns[columnsAt + j] + columns[columnsAt + j + LENGTH];
            float right = columns[columnsAt + j + 2 * LENGTH] + columns[columnsAt + j + 3 * LENGTH];
            sums[sumsAt + j] += left + right;
        }
    }

    /** sums[j] += columns[j] + columns[j + LENGTH], for j below LENGTH. */
    static void addTwoColumns(float[] sums, int sumsAt, float[] columns, int columnsAt) {
        for (int j = 0; j < LENGTH; j++) {
            sums[sumsAt + j] += columns[columnsAt + j] + columns[columnsAt + j + LENGTH];
        }
    }
}
