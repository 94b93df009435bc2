package lenetspark.kernel;

import static lenetspark.kernel.Layout.COLUMNS;
import static lenetspark.kernel.Layout.CONVOLUTION3;
import static lenetspark.kernel.Layout.CONVOLUTIONS;
import static lenetspark.kernel.Layout.DENSE;

import java.util.Arrays;
import java.util.List;

/**
 * LeNet-5 on chunks and blocks of examples (see {@link Layout}). It runs the layers in order; {@link LayerKernels}
 * does the arithmetic.
 */
final class BlockedLeNet implements LeNetKernel {

    private final KernelConfig config;
    private final LayerKernels layers;
    private final Convolutions convolutions;
    private final ParameterUpdater updater;
    private final Softmax softmax;
    private final Dropout dropout;

    private final Layout.Matrix output;
    private final Layout.Matrix[] outputs;
    private final List<Layout.Range> weights;

    private final float[] memory;
    private final int parametersAt;
    private final int gradientAt;
    /** Sums of the gradients of the convolutions' parameters, [parameter][lane]. */
    private final int sumsAt;

    private final int features3At;
    private final int features4At;
    private final int features5At;
    private final int derivative3At;
    private final int derivative4At;
    private final int logitsAt;
    private final int delta5At;
    private final int delta4At;
    private final int delta3At;
    private final int pooledDelta2At;
    private final int transposedAt;

    private double loss = Double.NaN;
    private int correct;

    BlockedLeNet(KernelConfig config, LayerKernels layers) {
        this.config = config;
        this.layers = layers;
        this.output = Layout.output(config.classes());
        this.outputs = output.tiles();
        this.weights = Layout.weights(output);
        this.softmax = new Softmax(config.classes());
        this.dropout = new Dropout(config.dropout());
        Arena arena = new Arena();
        this.convolutions = new Convolutions(layers, config.pooling(), arena);
        this.features3At = arena.reserve(CONVOLUTION3.rows() * COLUMNS);
        this.features4At = arena.reserve(DENSE.rows() * COLUMNS);
        this.features5At = arena.reserve(output.rows() * COLUMNS);
        this.derivative3At = arena.reserve(CONVOLUTION3.outputs() * COLUMNS);
        this.derivative4At = arena.reserve(DENSE.outputs() * COLUMNS);
        this.logitsAt = arena.reserve(softmax.units() * COLUMNS);
        this.delta5At = arena.reserve(softmax.units() * COLUMNS);
        this.delta4At = arena.reserve(DENSE.rows() * COLUMNS);
        this.delta3At = arena.reserve(CONVOLUTION3.rows() * COLUMNS);
        this.pooledDelta2At = arena.reserve(CONVOLUTION3.inputs() * COLUMNS);
        this.transposedAt = arena.reserve(COLUMNS * Layout.WIDEST);
        this.sumsAt = arena.reserve(CONVOLUTIONS * layers.lanes());
        this.parametersAt = arena.reserve(output.end());
        this.gradientAt = arena.reserve(output.end());
        this.updater = new ParameterUpdater(config.updateRule(), layers, output.end(), arena);
        this.memory = arena.allocate();
        unitOfOnes(CONVOLUTION3, features3At);
        unitOfOnes(DENSE, features4At);
        unitOfOnes(output, features5At);
    }

    private void unitOfOnes(Layout.Matrix matrix, int featuresAt) {
        int from = featuresAt + matrix.inputs() * COLUMNS;
        Arrays.fill(memory, from, from + COLUMNS, 1);
    }

    @Override
    public void load(float[] parameters, float[] updaterState, long dropoutSeed) {
        requireState(parameters, updaterState);
        dropout.start(dropoutSeed);
        Layout.pack(parameters, 0, output, memory, parametersAt);
        int[] stateAt = updater.stateAt();
        for (int i = 0; i < stateAt.length; i++) {
            Layout.pack(updaterState, i * config.parameters(), output, memory, stateAt[i]);
        }
    }

    @Override
    public void store(float[] parameters, float[] updaterState) {
        requireState(parameters, updaterState);
        Layout.unpack(memory, parametersAt, output, parameters, 0);
        int[] stateAt = updater.stateAt();
        for (int i = 0; i < stateAt.length; i++) {
            Layout.unpack(memory, stateAt[i], output, updaterState, i * config.parameters());
        }
    }

    private void requireState(float[] parameters, float[] updaterState) {
        requireLength("parameters", config.parameters(), parameters.length);
        requireLength("updater state", config.stateLength(), updaterState.length);
    }

    private static void requireLength(String what, int expected, int actual) {
        if (expected != actual) {
            throw new IllegalArgumentException("Length of the " + what + " must be " + expected + ", got: " + actual);
        }
    }

    private static void requireImages(int size, Images images) {
        if (images.count() < size) {
            throw new IllegalArgumentException(
                    "Number of images must be at least " + size + ", got: " + images.count());
        }
    }

    private static void requireExamples(String what, int size, int each, int actual) {
        if (actual < (long) size * each) {
            throw new IllegalArgumentException("Length of the " + what + " must be at least " + (long) size * each
                    + " for " + size + " examples, got: " + actual);
        }
    }

    @Override
    public void train(Images images, float[] labels, int size, double learningRate, long iteration) {
        if (size < 1 || size > config.maxMinibatch()) {
            throw new IllegalArgumentException(
                    "Minibatch size must be between 1 and " + config.maxMinibatch() + ", got: " + size);
        }
        requireImages(size, images);
        requireExamples("labels", size, config.classes(), labels.length);
        Arrays.fill(memory, gradientAt, gradientAt + output.end(), 0);
        Arrays.fill(memory, sumsAt, sumsAt + CONVOLUTIONS * layers.lanes(), 0);
        softmax.start(size);
        for (int first = 0; first < size; first += COLUMNS) {
            int count = Math.min(COLUMNS, size - first);
            forward(images, first, count);
            softmax.differentiate(memory, logitsAt, labels, first, count, delta5At);
            backward(count);
        }
        sumLanes();
        loss = softmax.loss() + decay();
        correct = softmax.correct();
        updater.update(memory, parametersAt, gradientAt, learningRate, iteration);
    }

    private void forward(Images images, int first, int count) {
        convolutions.forward(memory, parametersAt, images, first, count, features3At);
        layers.denseForward(CONVOLUTION3, memory, parametersAt, features3At, features4At);
        layers.activate(memory, features4At, CONVOLUTION3.outputs() * COLUMNS, 1, derivative3At);
        layers.denseForward(DENSE, memory, parametersAt, features4At, features5At);
        layers.activate(memory, features5At, DENSE.outputs() * COLUMNS, 1, derivative4At);
        dropout.apply(memory, features5At, derivative4At, DENSE.outputs());
        layers.denseForward(output, memory, parametersAt, features5At, logitsAt);
    }

    private void backward(int count) {
        for (int i = 0; i < outputs.length; i++) {
            gradient(outputs[i], features5At, delta5At + i * Layout.WIDEST * COLUMNS, count);
        }
        layers.denseInputGradient(output, memory, parametersAt, delta5At, delta4At);
        layers.multiply(memory, delta4At, derivative4At, DENSE.outputs() * COLUMNS);
        gradient(DENSE, features4At, delta4At, count);
        layers.denseInputGradient(DENSE, memory, parametersAt, delta4At, delta3At);
        layers.multiply(memory, delta3At, derivative3At, CONVOLUTION3.outputs() * COLUMNS);
        gradient(CONVOLUTION3, features3At, delta3At, count);
        layers.denseInputGradient(CONVOLUTION3, memory, parametersAt, delta3At, pooledDelta2At);
        convolutions.backward(memory, parametersAt, count, pooledDelta2At, sumsAt);
    }

    /**
     * Adds the examples of a chunk to the gradient of a matrix. The delta of its first output is at {@code deltaAt}.
     */
    private void gradient(Layout.Matrix matrix, int inputsAt, int deltaAt, int count) {
        Layout.transpose(memory, deltaAt, COLUMNS, matrix.outputs(), COLUMNS, memory, transposedAt, Layout.WIDEST);
        for (int column = 0; column < COLUMNS; column++) {
            int from = transposedAt + column * Layout.WIDEST;
            Arrays.fill(memory, from + matrix.outputs(), from + Layout.WIDEST, 0);
        }
        layers.denseWeightGradient(matrix, memory, inputsAt, transposedAt, count, gradientAt);
    }

    private void sumLanes() {
        int lanes = layers.lanes();
        for (int i = 0; i < CONVOLUTIONS; i++) {
            // Four independent sums, because an addition waits for the result of the one before.
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            for (int at = sumsAt + i * lanes; at < sumsAt + (i + 1) * lanes; at += 4) {
                a += memory[at];
                b += memory[at + 1];
                c += memory[at + 2];
                d += memory[at + 3];
            }
            memory[gradientAt + i] = (a + b) + (c + d);
        }
    }

    /** Adds the gradient of the L2 penalty and returns the penalty. */
    private double decay() {
        if (config.l2() == 0) {
            return 0;
        }
        float l2 = (float) config.l2();
        double squares = 0;
        for (Layout.Range range : weights) {
            for (int i = range.from(); i < range.to(); i++) {
                float weight = memory[parametersAt + i];
                memory[gradientAt + i] += l2 * weight;
                squares += (double) weight * weight;
            }
        }
        return config.l2() / 2 * squares;
    }

    @Override
    public void predict(Images images, int size, float[] probabilities) {
        if (size < 0) {
            throw new IllegalArgumentException("Number of examples must be at least 0, got: " + size);
        }
        requireImages(size, images);
        requireExamples("probabilities", size, config.classes(), probabilities.length);
        for (int first = 0; first < size; first += COLUMNS) {
            int count = Math.min(COLUMNS, size - first);
            convolutions.infer(memory, parametersAt, images, first, count, features3At);
            layers.denseForward(CONVOLUTION3, memory, parametersAt, features3At, features4At);
            layers.activate(memory, features4At, CONVOLUTION3.outputs() * COLUMNS);
            layers.denseForward(DENSE, memory, parametersAt, features4At, features5At);
            layers.activate(memory, features5At, DENSE.outputs() * COLUMNS);
            layers.denseForward(output, memory, parametersAt, features5At, logitsAt);
            softmax.probabilities(memory, logitsAt, first, count, probabilities);
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
