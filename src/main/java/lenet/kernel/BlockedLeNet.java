package lenet.kernel;

import static lenet.kernel.Layout.COLUMNS;
import static lenet.kernel.Layout.CONVOLUTION3;
import static lenet.kernel.Layout.CONVOLUTIONS;
import static lenet.kernel.Layout.DENSE;

import java.util.Arrays;
import java.util.List;

/** The network: which layer runs on what, chunk by chunk; {@link LayerKernels} does the arithmetic. */
final class BlockedLeNet implements LeNetKernel {

    private final KernelConfig config;
    private final LayerKernels layers;
    private final Convolutions convolutions;
    private final Updater updater;
    private final Softmax softmax;
    private final Dropout dropout;

    private final Layout.Matrix output;
    private final Layout.Matrix[] outputs;
    private final List<Layout.Range> weights;
    private final float[] parameters;
    private final float[] gradient;
    /** Gradients of the convolutions' parameters, by lanes. */
    private final float[] sums;

    private final float[] features3 = unitOfOnes(CONVOLUTION3);
    private final float[] features4 = unitOfOnes(DENSE);
    private final float[] features5;
    private final float[] derivative3 = new float[CONVOLUTION3.outputs() * COLUMNS];
    private final float[] derivative4 = new float[DENSE.outputs() * COLUMNS];
    private final float[] logits;
    private final float[] delta5;
    private final float[] delta4 = new float[DENSE.rows() * COLUMNS];
    private final float[] delta3 = new float[CONVOLUTION3.rows() * COLUMNS];
    private final float[] pooledDelta2 = new float[CONVOLUTION3.inputs() * COLUMNS];
    private final float[] transposed = new float[COLUMNS * Layout.WIDEST];

    private double loss = Double.NaN;
    private int correct;

    BlockedLeNet(KernelConfig config, LayerKernels layers) {
        this.config = config;
        this.layers = layers;
        this.output = Layout.output(config.classes());
        this.outputs = output.tiles();
        this.weights = Layout.weights(output);
        this.parameters = new float[output.end()];
        this.gradient = new float[output.end()];
        this.features5 = unitOfOnes(output);
        this.softmax = new Softmax(config.classes());
        this.logits = new float[softmax.units() * COLUMNS];
        this.delta5 = new float[softmax.units() * COLUMNS];
        this.convolutions = new Convolutions(layers, config.pooling(), parameters);
        this.updater = Updater.of(config.updateRule(), output.end());
        this.dropout = new Dropout(config.dropout());
        this.sums = new float[CONVOLUTIONS * layers.lanes()];
    }

    private static float[] unitOfOnes(Layout.Matrix matrix) {
        float[] inputs = new float[matrix.rows() * COLUMNS];
        Arrays.fill(inputs, matrix.inputs() * COLUMNS, (matrix.inputs() + 1) * COLUMNS, 1);
        return inputs;
    }

    @Override
    public void load(float[] parameters, float[] updaterState, long dropoutSeed) {
        requireState(parameters, updaterState);
        dropout.start(dropoutSeed);
        Layout.pack(parameters, 0, output, this.parameters);
        for (int i = 0; i < updater.state().length; i++) {
            Layout.pack(updaterState, i * config.parameters(), output, updater.state()[i]);
        }
    }

    @Override
    public void store(float[] parameters, float[] updaterState) {
        requireState(parameters, updaterState);
        Layout.unpack(this.parameters, output, parameters, 0);
        for (int i = 0; i < updater.state().length; i++) {
            Layout.unpack(updater.state()[i], output, updaterState, i * config.parameters());
        }
    }

    private void requireState(float[] parameters, float[] updaterState) {
        requireLength("parameters", config.parameters(), parameters.length);
        requireLength("updater state", config.stateLength(), updaterState.length);
    }

    private static void requireLength(String what, int expected, int actual) {
        if (expected != actual) {
            throw new IllegalArgumentException(
                    "Length of the " + what + " must be " + expected + ", cannot be: " + actual);
        }
    }

    private static void requireExamples(String what, int size, int each, int actual) {
        if (actual < (long) size * each) {
            throw new IllegalArgumentException("Length of the " + what + " must be at least " + (long) size * each
                    + " for " + size + " examples, cannot be: " + actual);
        }
    }

    @Override
    public void train(float[] features, float[] labels, int size, double learningRate, long iteration) {
        if (size < 1 || size > config.maxMinibatch()) {
            throw new IllegalArgumentException(
                    "Minibatch size must be between 1 and " + config.maxMinibatch() + ", cannot be: " + size);
        }
        requireExamples("features", size, IMAGE_LENGTH, features.length);
        requireExamples("labels", size, config.classes(), labels.length);
        Arrays.fill(gradient, 0);
        Arrays.fill(sums, 0);
        softmax.start(size);
        for (int first = 0; first < size; first += COLUMNS) {
            int count = Math.min(COLUMNS, size - first);
            forward(features, first, count);
            softmax.differentiate(logits, labels, first, count, delta5);
            backward(count);
        }
        sumLanes();
        loss = softmax.loss() + decay();
        correct = softmax.correct();
        updater.update(parameters, gradient, learningRate, iteration);
    }

    private void forward(float[] features, int first, int count) {
        convolutions.forward(features, first, count, features3);
        layers.forward(CONVOLUTION3, parameters, features3, features4);
        layers.activate(features4, 0, derivative3.length, 1, derivative3, 0);
        layers.forward(DENSE, parameters, features4, features5);
        layers.activate(features5, 0, derivative4.length, 1, derivative4, 0);
        dropout.apply(features5, derivative4, DENSE.outputs());
        layers.forward(output, parameters, features5, logits);
    }

    private void backward(int count) {
        for (int i = 0; i < outputs.length; i++) {
            gradient(outputs[i], features5, delta5, i * Layout.WIDEST, count);
        }
        layers.backward(output, parameters, delta5, delta4);
        layers.multiply(delta4, derivative4, derivative4.length);
        gradient(DENSE, features4, delta4, 0, count);
        layers.backward(DENSE, parameters, delta4, delta3);
        layers.multiply(delta3, derivative3, derivative3.length);
        gradient(CONVOLUTION3, features3, delta3, 0, count);
        layers.backward(CONVOLUTION3, parameters, delta3, pooledDelta2);
        convolutions.backward(count, pooledDelta2, sums);
    }

    /** Adds to the gradient of a matrix, whose first output's delta is row {@code from}. */
    private void gradient(Layout.Matrix matrix, float[] inputs, float[] delta, int from, int count) {
        Layout.transpose(delta, from * COLUMNS, COLUMNS, matrix.outputs(), COLUMNS, transposed, 0, Layout.WIDEST);
        for (int column = 0; column < COLUMNS; column++) {
            Arrays.fill(transposed, column * Layout.WIDEST + matrix.outputs(), (column + 1) * Layout.WIDEST, 0);
        }
        layers.gradient(matrix, inputs, transposed, count, gradient);
    }

    private void sumLanes() {
        int lanes = layers.lanes();
        for (int i = 0; i < CONVOLUTIONS; i++) {
            float even = 0;
            float odd = 0;
            for (int lane = i * lanes; lane < (i + 1) * lanes; lane += 2) {
                even += sums[lane];
                odd += sums[lane + 1];
            }
            gradient[i] = even + odd;
        }
    }

    /** Adds the gradient of the l2 penalty, and returns the penalty. */
    private double decay() {
        if (config.l2() == 0) {
            return 0;
        }
        float l2 = (float) config.l2();
        double squares = 0;
        for (Layout.Range range : weights) {
            for (int i = range.from(); i < range.to(); i++) {
                gradient[i] += l2 * parameters[i];
                squares += (double) parameters[i] * parameters[i];
            }
        }
        return config.l2() / 2 * squares;
    }

    @Override
    public void predict(float[] features, int size, float[] probabilities) {
        if (size < 0) {
            throw new IllegalArgumentException("Number of examples must be at least 0, cannot be: " + size);
        }
        requireExamples("features", size, IMAGE_LENGTH, features.length);
        requireExamples("probabilities", size, config.classes(), probabilities.length);
        for (int first = 0; first < size; first += COLUMNS) {
            int count = Math.min(COLUMNS, size - first);
            convolutions.infer(features, first, count, features3);
            layers.forward(CONVOLUTION3, parameters, features3, features4);
            layers.activate(features4, 0, derivative3.length);
            layers.forward(DENSE, parameters, features4, features5);
            layers.activate(features5, 0, derivative4.length);
            layers.forward(output, parameters, features5, logits);
            softmax.probabilities(logits, first, count, probabilities);
        }
    }

    @Override
    public double loss() {
        return loss;
    }

    @Override
    public int correct() {
        return correct;
    }
}
