package lenetspark.kernel;

import static lenetspark.kernel.Lanes.LENGTH;
import static lenetspark.kernel.Lanes.SPECIES;
import static lenetspark.kernel.Lanes.TYPE;

import jdk.incubator.vector.FloatVector;

/** The layers on the Vector API. */
final class VectorLayers implements LayerKernels {

    static final int BITS = SPECIES.vectorBitSize();

    static {
        CompilerDirectives.install();
    }

    private final KernelActivation activation;

    VectorLayers(KernelActivation activation) {
        this.activation = activation;
    }

    @Override
    public int lanes() {
        return LENGTH;
    }

    @Override
    public void convolution1Forward(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt) {
        VectorConvolution1.forward(memory, imageAt, parametersAt, pair, rowsAt);
    }

    @Override
    public void convolution2Forward(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt) {
        VectorConvolution2.forward(memory, pooledAt, parametersAt, group, mapsAt);
    }

    @Override
    public void activate(float[] memory, int valuesAt, int length) {
        switch (activation) {
            case TANH -> VectorActivation.tanh(memory, valuesAt, length);
            case SCALED_TANH -> VectorActivation.scaledTanh(memory, valuesAt, length);
            case RELU -> VectorActivation.relu(memory, valuesAt, length);
        }
    }

    @Override
    public void activate(float[] memory, int valuesAt, int length, float scale, int derivativeAt) {
        switch (activation) {
            case TANH -> VectorActivation.tanh(memory, valuesAt, length, scale, derivativeAt);
            case SCALED_TANH -> VectorActivation.scaledTanh(memory, valuesAt, length, scale, derivativeAt);
            case RELU -> VectorActivation.relu(memory, valuesAt, length, scale, derivativeAt);
        }
    }

    @Override
    public void averagePool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        VectorPooling.averagePool(windows, memory, rowsAt, pooledAt);
    }

    @Override
    public void maxPool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt) {
        VectorPooling.maxPool(windows, memory, rowsAt, pooledAt);
    }

    @Override
    public void maskDerivatives(PoolingWindows windows, float[] memory, int rowsAt, int derivativeAt) {
        VectorPooling.maskDerivatives(windows, memory, rowsAt, derivativeAt);
    }

    @Override
    public void unpool(
            PoolingWindows windows, float[] memory, int pooledDeltaAt, int derivativeAt, int deltaAt, int sumsAt) {
        VectorPooling.unpool(windows, memory, pooledDeltaAt, derivativeAt, deltaAt, sumsAt);
    }

    @Override
    public void convolution1WeightGradient(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt) {
        VectorConvolution1.weightGradient(memory, imageAt, rowsDeltaAt, pair, sumsAt);
    }

    @Override
    public void convolution2WeightGradient(float[] memory, int pooledAt, int deltaAt, int sumsAt) {
        VectorConvolution2.weightGradient(memory, pooledAt, deltaAt, sumsAt);
    }

    @Override
    public void convolution2InputGradient(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt) {
        VectorConvolution2.inputGradient(memory, deltaAt, parametersAt, pooledDeltaAt);
    }

    @Override
    public void denseForward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt) {
        VectorDense.forward(matrix, memory, parametersAt, inputsAt, outputsAt);
    }

    @Override
    public void denseInputGradient(
            Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt) {
        VectorDense.inputGradient(matrix, memory, parametersAt, deltaAt, inputsDeltaAt);
    }

    @Override
    public void denseWeightGradient(
            Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt) {
        VectorDense.weightGradient(matrix, memory, inputsAt, deltaAt, count, gradientAt);
    }

    @Override
    public void multiply(float[] memory, int valuesAt, int factorsAt, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            TYPE.cast(FloatVector.fromArray(SPECIES, memory, valuesAt + i))
                    .mul(TYPE.cast(FloatVector.fromArray(SPECIES, memory, factorsAt + i)))
                    .intoArray(memory, valuesAt + i);
        }
    }

    @Override
    public void sgd(float[] memory, int parametersAt, int gradientAt, int length, float rate) {
        VectorUpdates.sgd(memory, parametersAt, gradientAt, length, rate);
    }

    @Override
    public void nesterovs(
            float[] memory, int parametersAt, int gradientAt, int velocityAt, int length, float rate, float momentum) {
        VectorUpdates.nesterovs(memory, parametersAt, gradientAt, velocityAt, length, rate, momentum);
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
        VectorUpdates.adam(memory, parametersAt, gradientAt, firstAt, secondAt, length, rate, beta1, beta2, epsilon);
    }
}
