package lenetspark.kernel;

import static lenetspark.kernel.Layout.COLUMNS;

/**
 * The layers in plain loops. A block is a whole chunk, so that the loop over a row of a map is long enough to be
 * vectorized.
 */
final class PlainLayers implements LayerKernels {

    /** Number of lanes in a block. */
    static final int LENGTH = COLUMNS;

    private final PlainActivation activation;
    private final PlainConvolution1 convolution1 = new PlainConvolution1();
    private final PlainConvolution2 convolution2 = new PlainConvolution2();
    private final PlainPooling pooling = new PlainPooling();
    private final PlainDense dense = new PlainDense();
    private final PlainUpdates updates = new PlainUpdates();

    PlainLayers(KernelActivation activation) {
        this.activation = new PlainActivation(activation);
    }

    @Override
    public int lanes() {
        return LENGTH;
    }

    /** Runs {@link PlainLoops#fiveTaps} with the weights from {@code at} in distances of {@code step}. */
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
    public void convolution1Forward(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt) {
        convolution1.forward(memory, imageAt, parametersAt, pair, rowsAt);
    }

    @Override
    public void convolution2Forward(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt) {
        convolution2.forward(memory, pooledAt, parametersAt, group, mapsAt);
    }

    @Override
    public void activate(float[] memory, int valuesAt, int length) {
        activation.apply(memory, valuesAt, length);
    }

    @Override
    public void activate(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        activation.apply(memory, valuesAt, length, scale, derivativeAt);
    }

    @Override
    public void averagePool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        pooling.averagePool(windows, memory, rowsAt, pooledAt);
    }

    @Override
    public void maxPool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        pooling.maxPool(windows, memory, rowsAt, pooledAt);
    }

    @Override
    public void maskDerivatives(PoolingWindows windows, float[] memory, int rowsAt, int derivativeAt) {
        PlainPooling.maskDerivatives(windows, memory, rowsAt, derivativeAt);
    }

    @Override
    public void unpool(
            PoolingWindows windows, float[] memory, int pooledDeltaAt, int derivativeAt, int deltaAt, int sumsAt) {
        pooling.unpool(windows, memory, pooledDeltaAt, derivativeAt, deltaAt, sumsAt);
    }

    @Override
    public void convolution1WeightGradient(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt) {
        convolution1.weightGradient(memory, imageAt, rowsDeltaAt, pair, sumsAt);
    }

    @Override
    public void convolution2WeightGradient(float[] memory, int pooledAt, int deltaAt, int sumsAt) {
        convolution2.weightGradient(memory, pooledAt, deltaAt, sumsAt);
    }

    @Override
    public void convolution2InputGradient(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt) {
        convolution2.inputGradient(memory, deltaAt, parametersAt, pooledDeltaAt);
    }

    @Override
    public void denseForward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt) {
        dense.forward(matrix, memory, parametersAt, inputsAt, outputsAt);
    }

    @Override
    public void denseInputGradient(
            Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt) {
        dense.inputGradient(matrix, memory, parametersAt, deltaAt, inputsDeltaAt);
    }

    @Override
    public void denseWeightGradient(
            Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt) {
        dense.weightGradient(matrix, memory, inputsAt, deltaAt, count, gradientAt);
    }

    @Override
    public void multiply(float[] memory, int valuesAt, int factorsAt, int length) {
        for (int i = 0; i < length; i++) {
            memory[valuesAt + i] *= memory[factorsAt + i];
        }
    }

    @Override
    public void sgd(float[] memory, int parametersAt, int gradientAt, int length, float rate) {
        updates.sgd(memory, parametersAt, gradientAt, length, rate);
    }

    @Override
    public void nesterovs(
            float[] memory, int parametersAt, int gradientAt, int velocityAt, int length, float rate, float momentum) {
        updates.nesterovs(memory, parametersAt, gradientAt, velocityAt, length, rate, momentum);
    }

    @Override
    public void adam(
            float[] memory,
            int parametersAt,
            int gradientAt,
            int firstAt,
            int secondAt,
            int length,
            float rate,
            float beta1,
            float beta2,
            float epsilon) {
        updates.adam(memory, parametersAt, gradientAt, firstAt, secondAt, length, rate, beta1, beta2, epsilon);
    }
}
