package lenetspark.kernel;

import static lenetspark.kernel.Layout.COLUMNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares each layer of a block or chunk, example by example, with its definition. */
class LayerKernelsTest {

    private static final ReferenceConvolution CONVOLUTION1 = new ReferenceConvolution(Layout.BIAS1, 1, 32, 6);
    private static final ReferenceConvolution CONVOLUTION2 = new ReferenceConvolution(Layout.BIAS2, 6, 14, 16);
    private static final Layout.Matrix OUTPUT = Layout.output(10);
    private static final float[] PARAMETERS = KernelSamples.gaussian(5, OUTPUT.end(), 0.1);

    /** Operands in one array, each preceded by unused floats. */
    private static final class Operands {
        private final Arena arena = new Arena();
        private final List<float[]> values = new ArrayList<>();
        private final List<Integer> offsets = new ArrayList<>();

        int add(float[] operand) {
            arena.reserve(16);
            int at = arena.reserve(operand.length);
            values.add(operand);
            offsets.add(at);
            return at;
        }

        /** Reserves a result and fills it with arbitrary values. */
        int reserveResult(int length) {
            return add(KernelSamples.gaussian(length, length, 1));
        }

        float[] memory() {
            float[] memory = arena.allocate();
            for (int i = 0; i < values.size(); i++) {
                System.arraycopy(values.get(i), 0, memory, offsets.get(i), values.get(i).length);
            }
            return memory;
        }
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    private static LayerKernels layers(Kernels.Implementation implementation) {
        return Kernels.layers(KernelActivation.TANH, implementation);
    }

    /** Returns the values of one example in an array whose innermost index is the lane. */
    private static double[] example(float[] values, int at, int length, int step) {
        double[] result = new double[length];
        for (int i = 0; i < length; i++) {
            result[i] = values[at + i * step];
        }
        return result;
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    private static void assertClose(double[] expected, double[] actual) {
        assertThat(KernelSamples.relativeError(expected, floats(actual))).isLessThan(1e-6);
    }

    /** Joins the pairs of rows of the first convolution to maps, [6][28][28]. */
    private static double[] mapsOfPairs(float[][] pairs, int lane, int lanes) {
        double[] maps = new double[6 * 28 * 28];
        for (int pair = 0; pair < 14; pair++) {
            for (int i = 0; i < 6 * 56; i++) {
                maps[(i / 56 * 28 + 2 * pair) * 28 + i % 56] = pairs[pair][i * lanes + lane];
            }
        }
        return maps;
    }

    @ParameterizedTest
    @EnumSource
    void shouldComputeTheFirstConvolution(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        Operands operands = new Operands();
        int image = operands.add(KernelSamples.gaussian(1, lanes * 1024, 1));
        int parametersAt = operands.add(PARAMETERS);
        int rows = operands.reserveResult(6 * 56 * lanes);
        float[] memory = operands.memory();
        float[][] pairs = new float[14][];
        for (int pair = 0; pair < 14; pair++) {
            layers.convolution1Forward(memory, image, parametersAt, pair, rows);
            pairs[pair] = Arrays.copyOfRange(memory, rows, rows + 6 * 56 * lanes);
        }
        double[] parameters = ReferenceLeNet.doubles(PARAMETERS);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = CONVOLUTION1.forward(example(memory, image + lane, 1024, lanes), parameters);
            assertClose(expected, mapsOfPairs(pairs, lane, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldComputeTheSecondConvolution(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        Operands operands = new Operands();
        int pooled = operands.add(KernelSamples.gaussian(1, lanes * 1176, 1));
        int parametersAt = operands.add(PARAMETERS);
        int maps = operands.reserveResult(1600 * lanes);
        float[] memory = operands.memory();
        for (int map = 0; map < 16; map += 4) {
            layers.convolution2Forward(memory, pooled, parametersAt, map, maps + map * 100 * lanes);
        }
        double[] parameters = ReferenceLeNet.doubles(PARAMETERS);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = CONVOLUTION2.forward(example(memory, pooled + lane, 1176, lanes), parameters);
            assertClose(expected, example(memory, maps + lane, 1600, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAddTheWeightGradientOfTheFirstConvolution(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        Operands operands = new Operands();
        int image = operands.add(KernelSamples.gaussian(1, lanes * 1024, 1));
        int rows = operands.reserveResult(6 * 56 * lanes);
        int sums = operands.add(filled(156 * lanes, 3));
        float[] memory = operands.memory();
        float[][] pairs = new float[14][];
        for (int pair = 0; pair < 14; pair++) {
            pairs[pair] = KernelSamples.gaussian(10 + pair, 6 * 56 * lanes, 1);
            System.arraycopy(pairs[pair], 0, memory, rows, pairs[pair].length);
            layers.convolution1WeightGradient(memory, image, rows, pair, sums + 6 * lanes);
        }
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = new double[156];
            Arrays.fill(expected, 3);
            CONVOLUTION1.addGradient(
                    example(memory, image + lane, 1024, lanes), mapsOfPairs(pairs, lane, lanes), expected);
            Arrays.fill(expected, 0, 6, 3);
            assertClose(expected, example(memory, sums + lane, 156, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAddTheWeightGradientOfTheSecondConvolution(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        Operands operands = new Operands();
        int pooled = operands.add(KernelSamples.gaussian(1, lanes * 1176, 1));
        int delta = operands.add(KernelSamples.gaussian(2, lanes * 1600, 1));
        int sums = operands.add(filled(2400 * lanes, 3));
        float[] memory = operands.memory();
        layers.convolution2WeightGradient(memory, pooled, delta, sums);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = new double[Layout.CONVOLUTIONS];
            Arrays.fill(expected, 3);
            CONVOLUTION2.addGradient(
                    example(memory, pooled + lane, 1176, lanes), example(memory, delta + lane, 1600, lanes), expected);
            double[] weights = Arrays.copyOfRange(expected, Layout.WEIGHTS2, Layout.CONVOLUTIONS);
            assertClose(weights, example(memory, sums + lane, 2400, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldComputeTheInputGradientOfTheSecondConvolution(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        Operands operands = new Operands();
        int delta = operands.add(KernelSamples.gaussian(2, lanes * 1600, 1));
        int parametersAt = operands.add(PARAMETERS);
        int pooledDelta = operands.reserveResult(lanes * 1176);
        float[] memory = operands.memory();
        layers.convolution2InputGradient(memory, delta, parametersAt, pooledDelta);
        double[] parameters = ReferenceLeNet.doubles(PARAMETERS);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = CONVOLUTION2.backward(example(memory, delta + lane, 1600, lanes), parameters);
            assertClose(expected, example(memory, pooledDelta + lane, 1176, lanes));
        }
    }

    static Stream<Arguments> matrices() {
        return Stream.of(Kernels.Implementation.values())
                .flatMap(implementation -> Stream.of(Layout.CONVOLUTION3, Layout.DENSE, OUTPUT)
                        .map(matrix -> Arguments.of(matrix, implementation)));
    }

    /** Returns the weights [output][input] of a packed layer, followed by its biases. */
    private static double[] unpacked(float[] packed, Layout.Matrix matrix) {
        double[] result = new double[(matrix.inputs() + 1) * matrix.outputs()];
        for (int o = 0; o < matrix.outputs(); o++) {
            for (int i = 0; i < matrix.inputs(); i++) {
                result[o * matrix.inputs() + i] = packed[matrix.at() + i * matrix.stride() + o];
            }
            result[matrix.inputs() * matrix.outputs() + o] =
                    packed[matrix.at() + matrix.inputs() * matrix.stride() + o];
        }
        return result;
    }

    /** Returns inputs padded as in the network: a unit of ones, then zeros. */
    private static float[] inputs(Layout.Matrix matrix) {
        float[] values =
                Arrays.copyOf(KernelSamples.gaussian(7, matrix.inputs() * COLUMNS, 1), matrix.rows() * COLUMNS);
        Arrays.fill(values, matrix.inputs() * COLUMNS, (matrix.inputs() + 1) * COLUMNS, 1);
        return values;
    }

    private static float[] packedParameters() {
        float[] packed = new float[OUTPUT.end()];
        Layout.pack(KernelSamples.parameters(4), 0, OUTPUT, packed, 0);
        return packed;
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void shouldComputeADenseLayer(Layout.Matrix matrix, Kernels.Implementation implementation) {
        float[] packed = packedParameters();
        float[] inputs = inputs(matrix);
        Operands operands = new Operands();
        int parametersAt = operands.add(packed);
        int inputsAt = operands.add(inputs);
        int outputs = operands.reserveResult((matrix.outputs() + 11) / 12 * 12 * COLUMNS);
        float[] memory = operands.memory();
        layers(implementation).denseForward(matrix, memory, parametersAt, inputsAt, outputs);
        ReferenceDense reference = new ReferenceDense(0, matrix.inputs(), matrix.outputs());
        for (int column = 0; column < COLUMNS; column++) {
            double[] expected =
                    reference.forward(example(inputs, column, matrix.inputs(), COLUMNS), unpacked(packed, matrix));
            assertClose(expected, example(memory, outputs + column, matrix.outputs(), COLUMNS));
        }
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void shouldComputeTheInputGradientOfADenseLayer(Layout.Matrix matrix, Kernels.Implementation implementation) {
        float[] packed = packedParameters();
        float[] delta = Arrays.copyOf(
                KernelSamples.gaussian(8, matrix.outputs() * COLUMNS, 1), (matrix.outputs() + 8) * COLUMNS);
        Operands operands = new Operands();
        int parametersAt = operands.add(packed);
        int deltaAt = operands.add(delta);
        int result = operands.reserveResult(matrix.rows() * COLUMNS);
        float[] memory = operands.memory();
        layers(implementation).denseInputGradient(matrix, memory, parametersAt, deltaAt, result);
        ReferenceDense reference = new ReferenceDense(0, matrix.inputs(), matrix.outputs());
        for (int column = 0; column < COLUMNS; column++) {
            double[] expected =
                    reference.backward(example(delta, column, matrix.outputs(), COLUMNS), unpacked(packed, matrix));
            assertClose(expected, example(memory, result + column, matrix.inputs(), COLUMNS));
        }
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void shouldAddTheWeightGradientOfADenseLayerForTheCountedExamples(
            Layout.Matrix matrix, Kernels.Implementation implementation) {
        int count = 37;
        float[] inputs = inputs(matrix);
        float[] delta = new float[COLUMNS * Layout.WIDEST];
        for (int e = 0; e < count; e++) {
            float[] values = KernelSamples.gaussian(e, matrix.outputs(), 1);
            System.arraycopy(values, 0, delta, e * Layout.WIDEST, values.length);
        }
        Operands operands = new Operands();
        int inputsAt = operands.add(inputs);
        int deltaAt = operands.add(delta);
        int gradient = operands.add(filled(OUTPUT.end(), 2));
        float[] memory = operands.memory();
        layers(implementation).denseWeightGradient(matrix, memory, inputsAt, deltaAt, count, gradient);
        ReferenceDense reference = new ReferenceDense(0, matrix.inputs(), matrix.outputs());
        double[] expected = new double[(matrix.inputs() + 1) * matrix.outputs()];
        Arrays.fill(expected, 2);
        for (int e = 0; e < count; e++) {
            reference.addGradient(
                    example(inputs, e, matrix.inputs(), COLUMNS),
                    example(delta, e * Layout.WIDEST, matrix.outputs(), 1),
                    expected);
        }
        assertClose(expected, unpacked(Arrays.copyOfRange(memory, gradient, gradient + OUTPUT.end()), matrix));
    }

    static Stream<Arguments> poolings() {
        return Stream.of(Kernels.Implementation.values()).flatMap(implementation -> Stream.of(Pooling.values())
                .map(pooling -> Arguments.of(pooling, implementation)));
    }

    /** Two maps with two pairs of rows of ten columns each; the pooled rows and columns are not adjacent. */
    private static PoolingWindows windows(int lanes) {
        return new PoolingWindows(2, 2, 10, 2 * lanes, 11 * lanes);
    }

    private static void pool(LayerKernels layers, Pooling pooling, float[] memory, int rows, int pooled) {
        if (pooling == Pooling.AVERAGE) {
            layers.averagePool(windows(layers.lanes()), memory, rows, pooled);
        } else {
            layers.maxPool(windows(layers.lanes()), memory, rows, pooled);
        }
    }

    @ParameterizedTest
    @MethodSource("poolings")
    void shouldPoolRowsAndPropagateDeltasBack(Pooling pooling, Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        PoolingWindows windows = windows(lanes);
        float[] values = KernelSamples.gaussian(1, 4 * 20 * lanes, 1);
        // In windows with several maxima the first one receives the gradient.
        Arrays.fill(values, 0, 2 * lanes, 0.25f);
        System.arraycopy(values, 12 * lanes, values, 3 * lanes, lanes);
        Operands operands = new Operands();
        int rows = operands.add(values);
        int pooled = operands.reserveResult(4 * 11 * lanes);
        int derivative = operands.add(filled(values.length, pooling == Pooling.AVERAGE ? 0.25f : 1));
        int pooledDelta = operands.reserveResult(4 * 11 * lanes);
        int delta = operands.reserveResult(values.length);
        int sums = operands.add(filled(2 * lanes, 3));
        float[] memory = operands.memory();

        pool(layers, pooling, memory, rows, pooled);
        if (pooling == Pooling.MAX) {
            layers.maskDerivatives(windows, memory, rows, derivative);
        }
        layers.unpool(windows, memory, pooledDelta, derivative, delta, sums);

        ReferencePooling reference = new ReferencePooling(pooling);
        for (int lane = 0; lane < lanes; lane++) {
            double[] sum = {3, 3};
            for (int pair = 0; pair < 4; pair++) {
                int rowsAt = pair * 20 * lanes + lane;
                int pooledAt = pair * 11 * lanes + lane;
                // Rows 0 and 1 of a map of ten rows.
                double[] map = Arrays.copyOf(example(memory, rows + rowsAt, 20, lanes), 100);
                double[] expected = reference.forward(map, 1, 10);
                assertClose(Arrays.copyOf(expected, 5), example(memory, pooled + pooledAt, 5, 2 * lanes));
                double[] window = Arrays.copyOf(example(memory, pooledDelta + pooledAt, 5, 2 * lanes), 25);
                double[] back = Arrays.copyOf(reference.backward(map, window, 1, 10), 20);
                assertClose(back, example(memory, delta + rowsAt, 20, lanes));
                sum[pair / 2] += Arrays.stream(window).sum();
            }
            assertThat(example(memory, sums + lane, 2, lanes)).containsExactly(sum, within(4e-6));
        }
    }

    static Stream<Arguments> activations() {
        return Stream.of(Kernels.Implementation.values()).flatMap(implementation -> Stream.of(KernelActivation.values())
                .map(function -> Arguments.of(function, implementation)));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void shouldComputeActivationsAndDerivativesOverTheWholeRange(
            KernelActivation function, Kernels.Implementation implementation) {
        LayerKernels layers = Kernels.layers(function, implementation);
        float[] inputs = new float[4096];
        for (int i = 0; i < inputs.length; i++) {
            double size = Math.pow(10, (i / 2) * 0.01 - 10);
            inputs[i] = (float) (i % 2 == 0 ? size : -size);
        }
        inputs[0] = 0;
        inputs[1] = Float.MIN_VALUE;
        inputs[2] = -Float.MIN_VALUE;
        inputs[3] = -0f;
        Operands operands = new Operands();
        int trained = operands.add(inputs);
        int inferred = operands.add(inputs);
        int derivative = operands.reserveResult(inputs.length);
        float[] memory = operands.memory();
        layers.activate(memory, trained, inputs.length, 0.25f, derivative);
        layers.activate(memory, inferred, inputs.length);
        float[] values = Arrays.copyOfRange(memory, trained, trained + inputs.length);
        assertThat(Arrays.copyOfRange(memory, inferred, inferred + inputs.length))
                .isEqualTo(values);
        for (int i = 0; i < inputs.length; i++) {
            double expected = ReferenceActivation.value(function, inputs[i]);
            double slope = ReferenceActivation.derivative(function, inputs[i]) / 4;
            double tolerance = function == KernelActivation.RELU ? 0 : 5e-7;
            assertThat((double) values[i]).as("f(%s)", inputs[i]).isCloseTo(expected, within(tolerance));
            assertThat((double) memory[derivative + i]).as("f'(%s)", inputs[i]).isCloseTo(slope, within(5e-7));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void shouldKeepNaNInActivations(KernelActivation function, Kernels.Implementation implementation) {
        float[] values = new float[64];
        values[3] = Float.NaN;
        values[9] = Float.intBitsToFloat(0xffc00000);
        values[20] = Float.POSITIVE_INFINITY - Float.POSITIVE_INFINITY;
        Kernels.layers(function, implementation).activate(values, 0, values.length);
        assertThat(values[3]).isNaN();
        assertThat(values[9]).isNaN();
        assertThat(values[20]).isNaN();
        assertThat(values[4]).isZero();
    }

    @ParameterizedTest
    @MethodSource("poolings")
    void shouldKeepNaNFromAnyPositionInPooling(Pooling pooling, Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        for (int place = 0; place < 4; place++) {
            float[] values = KernelSamples.gaussian(1, 4 * 20 * lanes, 1);
            values[(place % 2 + place / 2 * 10) * lanes] = Float.NaN;
            Operands operands = new Operands();
            int rows = operands.add(values);
            int pooled = operands.reserveResult(4 * 11 * lanes);
            float[] memory = operands.memory();
            pool(layers, pooling, memory, rows, pooled);
            assertThat(memory[pooled]).isNaN();
            assertThat(memory[pooled + 1]).isNotNaN();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRoundUpdatesAlikeAndChangeNothingBehindTheEnd(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int length = 2064;
        Operands operands = new Operands();
        int parameters = operands.add(KernelSamples.gaussian(1, length, 1));
        int gradient = operands.add(KernelSamples.gaussian(2, length, 1));
        int first = operands.add(KernelSamples.gaussian(3, length, 1));
        float[] squares = KernelSamples.gaussian(4, length, 1);
        for (int i = 0; i < length; i++) {
            squares[i] = i == 5 ? 0 : squares[i] * squares[i];
        }
        int second = operands.add(squares);
        float[] start = operands.memory();

        float[] memory = start.clone();
        layers.sgd(memory, parameters, gradient, length - 16, 0.1f);
        for (int i = 0; i < length; i++) {
            float step = i < length - 16 ? 0.1f * start[gradient + i] : 0;
            assertThat(memory[parameters + i]).isEqualTo(start[parameters + i] - step);
        }

        memory = start.clone();
        layers.nesterovs(memory, parameters, gradient, first, length, 0.1f, 0.9f);
        for (int i = 0; i < length; i++) {
            float before = 0.9f * start[first + i];
            float after = before - 0.1f * start[gradient + i];
            assertThat(memory[first + i]).isEqualTo(after);
            assertThat(memory[parameters + i]).isEqualTo(start[parameters + i] - (before - (1 + 0.9f) * after));
        }

        memory = start.clone();
        layers.adam(memory, parameters, gradient, first, second, length, 0.1f, 0.9f, 0.99f, 1e-3f);
        for (int i = 0; i < length; i++) {
            float g = start[gradient + i];
            float m = 0.9f * start[first + i] + (1 - 0.9f) * g;
            float v = 0.99f * start[second + i] + (1 - 0.99f) * g * g;
            assertThat(memory[first + i]).isEqualTo(m);
            assertThat(memory[second + i]).isEqualTo(v);
            float step = 0.1f * m / ((float) Math.sqrt(v) + 1e-3f);
            assertThat(memory[parameters + i]).isEqualTo(start[parameters + i] - step);
        }
    }
}
