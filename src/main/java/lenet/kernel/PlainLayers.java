package lenet.kernel;

import static lenet.kernel.Layout.COLUMNS;

import java.util.Arrays;

/** The layers in plain loops. A block is a whole chunk, so that a row of a map is a loop long enough to vectorise. */
final class PlainLayers implements LayerKernels {

    /** Lanes of a block. */
    static final int LENGTH = COLUMNS;

    private final PlainActivation activation;
    private final PlainConvolution1 convolution1 = new PlainConvolution1();
    private final PlainConvolution2 convolution2 = new PlainConvolution2();
    private final PlainPooling pooling = new PlainPooling();
    private final PlainDense dense = new PlainDense();

    PlainLayers(ActivationFunction activation) {
        this.activation = new PlainActivation(activation);
    }

    @Override
    public int lanes() {
        return LENGTH;
    }

    @Override
    public void gather(float[] features, int first, int count, float[] image, int imageAt) {
        if (count < LENGTH) {
            Arrays.fill(image, imageAt, imageAt + Layout.IMAGE * LENGTH, 0);
        }
        for (int from = 0; from < Layout.IMAGE; from += 16) {
            for (int lane = 0; lane < count; lane++) {
                int read = (first + lane) * Layout.IMAGE + from;
                int write = imageAt + from * LENGTH + lane;
                for (int i = 0; i < 16; i++) {
                    image[write + i * LENGTH] = features[read + i];
                }
            }
        }
    }

    @Override
    public void convolve1(float[] image, int imageAt, float[] parameters, int pair, float[] rows) {
        convolution1.forward(image, imageAt, parameters, pair, rows);
    }

    @Override
    public void convolve2(float[] pooled, int pooledAt, float[] parameters, int group, float[] maps) {
        convolution2.forward(pooled, pooledAt, parameters, group, maps);
    }

    /** {@link PlainLoops#fiveTaps} with the weights at {@code at} and every {@code step} behind it. */
    static void fiveTaps(float[] out, float[] in, int length, float[] weights, int at, int step) {
        PlainLoops.fiveTaps(
                out,
                in,
                length,
                weights[at],
                weights[at + step],
                weights[at + 2 * step],
                weights[at + 3 * step],
                weights[at + 4 * step]);
    }

    @Override
    public void activate(float[] values, int valuesAt, int length) {
        activation.apply(values, valuesAt, length);
    }

    @Override
    public void activate(float[] values, int valuesAt, int length, float scale, float[] derivative, int derivativeAt) {
        activation.apply(values, valuesAt, length, scale, derivative, derivativeAt);
    }

    @Override
    public void average(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        pooling.average(rows, rowsAt, width, pooled, pooledAt, step);
    }

    @Override
    public void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        pooling.maximum(rows, rowsAt, width, pooled, pooledAt, step);
    }

    @Override
    public void select(float[] rows, int rowsAt, int width, float[] derivative, int derivativeAt) {
        PlainPooling.select(rows, rowsAt, width, derivative, derivativeAt);
    }

    @Override
    public void unpool(
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
        pooling.unpool(pooledDelta, pooledDeltaAt, step, derivative, derivativeAt, width, delta, deltaAt, sums, sumsAt);
    }

    @Override
    public void gradient1(float[] image, int imageAt, float[] rowsDelta, int pair, float[] sums, int sumsAt) {
        convolution1.gradient(image, imageAt, rowsDelta, pair, sums, sumsAt);
    }

    @Override
    public void gradient2(float[] pooled, int pooledAt, float[] delta, float[] sums, int sumsAt) {
        convolution2.gradient(pooled, pooledAt, delta, sums, sumsAt);
    }

    @Override
    public void backward2(float[] delta, float[] parameters, float[] pooledDelta) {
        convolution2.backward(delta, parameters, pooledDelta);
    }

    @Override
    public void forward(Layout.Matrix matrix, float[] parameters, float[] inputs, float[] outputs) {
        dense.forward(matrix, parameters, inputs, outputs);
    }

    @Override
    public void backward(Layout.Matrix matrix, float[] parameters, float[] delta, float[] inputsDelta) {
        dense.backward(matrix, parameters, delta, inputsDelta);
    }

    @Override
    public void gradient(Layout.Matrix matrix, float[] inputs, float[] delta, int count, float[] gradient) {
        dense.gradient(matrix, inputs, delta, count, gradient);
    }

    @Override
    public void multiply(float[] values, float[] factors, int length) {
        for (int i = 0; i < length; i++) {
            values[i] *= factors[i];
        }
    }
}
