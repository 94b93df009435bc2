package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;

import jdk.incubator.vector.FloatVector;

/** The layers on the Vector API. */
final class VectorLayers implements LayerKernels {

    static final int BITS = SPECIES.vectorBitSize();

    static {
        CompilerDirectives.install();
    }

    private final ActivationFunction activation;

    VectorLayers(ActivationFunction activation) {
        this.activation = activation;
    }

    @Override
    public int lanes() {
        return LENGTH;
    }

    @Override
    public void convolve1(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt) {
        VectorConvolution1.forward(memory, imageAt, parametersAt, pair, rowsAt);
    }

    @Override
    public void convolve2(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt) {
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
    public void average(Windows windows, float[] memory, int rowsAt, int pooledAt) {
        VectorPooling.average(windows, memory, rowsAt, pooledAt);
    }

    @Override
    public void maximum(Windows windows, float[] memory, int rowsAt, int pooledAt) {
        VectorPooling.maximum(windows, memory, rowsAt, pooledAt);
    }

    @Override
    public void select(Windows windows, float[] memory, int rowsAt, int derivativeAt) {
        VectorPooling.select(windows, memory, rowsAt, derivativeAt);
    }

    @Override
    public void unpool(Windows windows, float[] memory, int pooledDeltaAt, int derivativeAt, int deltaAt, int sumsAt) {
        VectorPooling.unpool(windows, memory, pooledDeltaAt, derivativeAt, deltaAt, sumsAt);
    }

    @Override
    public void gradient1(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt) {
        VectorConvolution1.weightGradient(memory, imageAt, rowsDeltaAt, pair, sumsAt);
    }

    @Override
    public void gradient2(float[] memory, int pooledAt, int deltaAt, int sumsAt) {
        VectorConvolution2.weightGradient(memory, pooledAt, deltaAt, sumsAt);
    }

    @Override
    public void backward2(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt) {
        VectorConvolution2.inputGradient(memory, deltaAt, parametersAt, pooledDeltaAt);
    }

    @Override
    public void forward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt) {
        VectorDense.forward(matrix, memory, parametersAt, inputsAt, outputsAt);
    }

    @Override
    public void backward(Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt) {
        VectorDense.inputGradient(matrix, memory, parametersAt, deltaAt, inputsDeltaAt);
    }

    @Override
    public void gradient(Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt) {
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
