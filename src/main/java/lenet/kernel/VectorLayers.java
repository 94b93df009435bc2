package lenet.kernel;

import static lenet.kernel.Lanes.LENGTH;
import static lenet.kernel.Lanes.SPECIES;
import static lenet.kernel.Lanes.TYPE;

import java.util.Arrays;
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
    public void gather(float[] features, int first, int count, float[] image, int imageAt) {
        if (count < LENGTH) {
            Arrays.fill(image, imageAt, imageAt + Layout.IMAGE * LENGTH, 0);
        }
        // Sixteen pixels at a time, so that a cache line of an image is read once and those of the block stay at hand.
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
        VectorConvolution1.forward(image, imageAt, parameters, pair, rows);
    }

    @Override
    public void convolve2(float[] pooled, int pooledAt, float[] parameters, int group, float[] maps) {
        VectorConvolution2.forward(pooled, pooledAt, parameters, group, maps);
    }

    @Override
    public void activate(float[] values, int valuesAt, int length) {
        switch (activation) {
            case TANH -> VectorActivation.tanh(values, valuesAt, length);
            case SCALED_TANH -> VectorActivation.scaledTanh(values, valuesAt, length);
            case RELU -> VectorActivation.relu(values, valuesAt, length);
        }
    }

    @Override
    public void activate(float[] values, int valuesAt, int length, float scale, float[] derivative, int derivativeAt) {
        switch (activation) {
            case TANH -> VectorActivation.tanh(values, valuesAt, length, scale, derivative, derivativeAt);
            case SCALED_TANH -> VectorActivation.scaledTanh(values, valuesAt, length, scale, derivative, derivativeAt);
            case RELU -> VectorActivation.relu(values, valuesAt, length, scale, derivative, derivativeAt);
        }
    }

    @Override
    public void average(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        VectorPooling.average(rows, rowsAt, width, pooled, pooledAt, step);
    }

    @Override
    public void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        VectorPooling.maximum(rows, rowsAt, width, pooled, pooledAt, step);
    }

    @Override
    public void select(float[] rows, int rowsAt, int width, float[] derivative, int derivativeAt) {
        VectorPooling.select(rows, rowsAt, width, derivative, derivativeAt);
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
        VectorPooling.unpool(
                pooledDelta, pooledDeltaAt, step, derivative, derivativeAt, width, delta, deltaAt, sums, sumsAt);
    }

    @Override
    public void gradient1(float[] image, int imageAt, float[] rowsDelta, int pair, float[] sums, int sumsAt) {
        VectorGradient1.accumulate(image, imageAt, rowsDelta, pair, sums, sumsAt);
    }

    @Override
    public void gradient2(float[] pooled, int pooledAt, float[] delta, float[] sums, int sumsAt) {
        VectorGradient2.accumulate(pooled, pooledAt, delta, sums, sumsAt);
    }

    @Override
    public void backward2(float[] delta, float[] parameters, float[] pooledDelta) {
        VectorBackward2.backward(delta, parameters, pooledDelta);
    }

    @Override
    public void forward(Layout.Matrix matrix, float[] parameters, float[] inputs, float[] outputs) {
        VectorDense.forward(matrix, parameters, inputs, outputs);
    }

    @Override
    public void backward(Layout.Matrix matrix, float[] parameters, float[] delta, float[] inputsDelta) {
        VectorDenseBackward.backward(matrix, parameters, delta, inputsDelta);
    }

    @Override
    public void gradient(Layout.Matrix matrix, float[] inputs, float[] delta, int count, float[] gradient) {
        VectorDenseGradient.accumulate(matrix, inputs, delta, count, gradient);
    }

    @Override
    public void multiply(float[] values, float[] factors, int length) {
        for (int i = 0; i < length; i += LENGTH) {
            TYPE.cast(FloatVector.fromArray(SPECIES, values, i))
                    .mul(TYPE.cast(FloatVector.fromArray(SPECIES, factors, i)))
                    .intoArray(values, i);
        }
    }
}
