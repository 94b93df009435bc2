package lenet.kernel;

import static lenet.kernel.Layout.COLUMNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each layer of a block or chunk, example by example, against its definition. */
class LayerKernelsTest {

    private static final ReferenceConvolution CONVOLUTION1 = new ReferenceConvolution(Layout.BIAS1, 1, 32, 6);
    private static final ReferenceConvolution CONVOLUTION2 = new ReferenceConvolution(Layout.BIAS2, 6, 14, 16);
    private static final Layout.Matrix OUTPUT = Layout.output(10);
    private static final float[] PARAMETERS = Samples.gaussian(5, OUTPUT.end(), 0.1);

    private static LayerKernels layers(Kernels.Implementation implementation) {
        return Kernels.layers(ActivationFunction.TANH, implementation);
    }

    /** One example's values of an array whose innermost index is the lane. */
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
        assertThat(Samples.relativeError(expected, floats(actual))).isLessThan(1e-6);
    }

    /** The pairs of rows of the first convolution, put together: [6][28][28]. */
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
    void gathers_an_example_into_each_lane_and_zeroes_the_rest(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        float[] features = Samples.gaussian(1, lanes * 1024, 1);
        float[] image = Samples.gaussian(2, lanes * 1024, 1);
        layers.gather(features, 1, lanes - 2, image, 0);
        for (int lane = 0; lane < lanes - 2; lane++) {
            assertThat(example(image, lane, 1024, lanes)).isEqualTo(example(features, (lane + 1) * 1024, 1024, 1));
        }
        assertThat(example(image, lanes - 2, 1024, lanes)).containsOnly(0);
        assertThat(example(image, lanes - 1, 1024, lanes)).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void first_convolution_is_a_sum_over_its_window(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        float[] image = Samples.gaussian(1, lanes * 1024 + 7, 1);
        float[][] pairs = new float[14][6 * 56 * lanes];
        for (int pair = 0; pair < 14; pair++) {
            layers.convolve1(image, 7, PARAMETERS, pair, pairs[pair]);
        }
        double[] parameters = ReferenceLeNet.doubles(PARAMETERS);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = CONVOLUTION1.forward(example(image, 7 + lane, 1024, lanes), parameters);
            assertClose(expected, mapsOfPairs(pairs, lane, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void second_convolution_is_a_sum_over_its_windows(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        float[] pooled = Samples.gaussian(1, lanes * 1176 + 7, 1);
        float[] maps = new float[1600 * lanes];
        float[] group = new float[400 * lanes];
        for (int map = 0; map < 16; map += 4) {
            layers.convolve2(pooled, 7, PARAMETERS, map, group);
            System.arraycopy(group, 0, maps, map * 100 * lanes, group.length);
        }
        double[] parameters = ReferenceLeNet.doubles(PARAMETERS);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = CONVOLUTION2.forward(example(pooled, 7 + lane, 1176, lanes), parameters);
            assertClose(expected, example(maps, lane, 1600, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void first_weight_gradient_adds_every_position_to_what_is_there(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        float[] image = Samples.gaussian(1, lanes * 1024, 1);
        float[] sums = new float[156 * lanes];
        Arrays.fill(sums, 3);
        float[][] pairs = new float[14][];
        for (int pair = 0; pair < 14; pair++) {
            pairs[pair] = Samples.gaussian(10 + pair, 6 * 56 * lanes, 1);
            layers.gradient1(image, 0, pairs[pair], pair, sums, 6 * lanes);
        }
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = new double[156];
            Arrays.fill(expected, 3);
            CONVOLUTION1.addGradient(example(image, lane, 1024, lanes), mapsOfPairs(pairs, lane, lanes), expected);
            Arrays.fill(expected, 0, 6, 3);
            assertClose(expected, example(sums, lane, 156, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void second_weight_gradient_adds_every_position_to_what_is_there(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        float[] pooled = Samples.gaussian(1, lanes * 1176, 1);
        float[] delta = Samples.gaussian(2, lanes * 1600, 1);
        float[] sums = new float[2400 * lanes];
        Arrays.fill(sums, 3);
        layers.gradient2(pooled, 0, delta, sums, 0);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = new double[Layout.CONVOLUTIONS];
            Arrays.fill(expected, 3);
            CONVOLUTION2.addGradient(example(pooled, lane, 1176, lanes), example(delta, lane, 1600, lanes), expected);
            double[] weights = Arrays.copyOfRange(expected, Layout.WEIGHTS2, expected.length);
            assertClose(weights, example(sums, lane, 2400, lanes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void second_input_gradient_takes_every_product_that_the_input_was_in(Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        float[] delta = Samples.gaussian(2, lanes * 1600, 1);
        float[] pooledDelta = Samples.gaussian(3, lanes * 1176, 1);
        layers.backward2(delta, PARAMETERS, pooledDelta);
        double[] parameters = ReferenceLeNet.doubles(PARAMETERS);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = CONVOLUTION2.backward(example(delta, lane, 1600, lanes), parameters);
            assertClose(expected, example(pooledDelta, lane, 1176, lanes));
        }
    }

    static Stream<Arguments> matrices() {
        return Stream.of(Kernels.Implementation.values())
                .flatMap(implementation -> Stream.of(Layout.CONVOLUTION3, Layout.DENSE, OUTPUT)
                        .map(matrix -> Arguments.of(matrix, implementation)));
    }

    /** Weights [output][input] of a packed layer, then its biases. */
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

    /** Padded as the network pads: a unit of ones, then zeros. */
    private static float[] inputs(Layout.Matrix matrix) {
        float[] values = Arrays.copyOf(Samples.gaussian(7, matrix.inputs() * COLUMNS, 1), matrix.rows() * COLUMNS);
        Arrays.fill(values, matrix.inputs() * COLUMNS, (matrix.inputs() + 1) * COLUMNS, 1);
        return values;
    }

    private static float[] packedParameters() {
        float[] packed = new float[OUTPUT.end()];
        Layout.pack(Samples.parameters(4), 0, OUTPUT, packed);
        return packed;
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void dense_forward_is_a_matrix_product(Layout.Matrix matrix, Kernels.Implementation implementation) {
        float[] packed = packedParameters();
        float[] inputs = inputs(matrix);
        float[] outputs = new float[(matrix.outputs() + 5) / 6 * 6 * COLUMNS];
        layers(implementation).forward(matrix, packed, inputs, outputs);
        ReferenceDense reference = new ReferenceDense(0, matrix.inputs(), matrix.outputs());
        for (int column = 0; column < COLUMNS; column++) {
            double[] expected =
                    reference.forward(example(inputs, column, matrix.inputs(), COLUMNS), unpacked(packed, matrix));
            assertClose(expected, example(outputs, column, matrix.outputs(), COLUMNS));
        }
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void dense_input_gradient_is_the_transposed_product(Layout.Matrix matrix, Kernels.Implementation implementation) {
        float[] packed = packedParameters();
        float[] delta =
                Arrays.copyOf(Samples.gaussian(8, matrix.outputs() * COLUMNS, 1), (matrix.outputs() + 8) * COLUMNS);
        float[] result = new float[matrix.inputs() * COLUMNS];
        layers(implementation).backward(matrix, packed, delta, result);
        ReferenceDense reference = new ReferenceDense(0, matrix.inputs(), matrix.outputs());
        for (int column = 0; column < COLUMNS; column++) {
            double[] expected =
                    reference.backward(example(delta, column, matrix.outputs(), COLUMNS), unpacked(packed, matrix));
            assertClose(expected, example(result, column, matrix.inputs(), COLUMNS));
        }
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void dense_weight_gradient_adds_the_examples_counted(Layout.Matrix matrix, Kernels.Implementation implementation) {
        int count = 37;
        float[] inputs = inputs(matrix);
        float[] delta = new float[COLUMNS * Layout.WIDEST];
        for (int e = 0; e < count; e++) {
            float[] values = Samples.gaussian(e, matrix.outputs(), 1);
            System.arraycopy(values, 0, delta, e * Layout.WIDEST, values.length);
        }
        float[] gradient = new float[OUTPUT.end()];
        Arrays.fill(gradient, 2);
        layers(implementation).gradient(matrix, inputs, delta, count, gradient);
        ReferenceDense reference = new ReferenceDense(0, matrix.inputs(), matrix.outputs());
        double[] expected = new double[(matrix.inputs() + 1) * matrix.outputs()];
        Arrays.fill(expected, 2);
        for (int e = 0; e < count; e++) {
            reference.addGradient(
                    example(inputs, e, matrix.inputs(), COLUMNS),
                    example(delta, e * Layout.WIDEST, matrix.outputs(), 1),
                    expected);
        }
        assertClose(expected, unpacked(gradient, matrix));
    }

    static Stream<Arguments> poolings() {
        return Stream.of(Kernels.Implementation.values()).flatMap(implementation -> Stream.of(Pooling.values())
                .map(pooling -> Arguments.of(pooling, implementation)));
    }

    @ParameterizedTest
    @MethodSource("poolings")
    void pools_two_rows_and_sends_the_delta_back_where_it_belongs(
            Pooling pooling, Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        float[] rows = Samples.gaussian(1, 2 * 10 * lanes, 1);
        // Windows with several largest values: the first takes the gradient.
        Arrays.fill(rows, 0, 2 * lanes, 0.25f);
        System.arraycopy(rows, 12 * lanes, rows, 3 * lanes, lanes);
        float[] pooled = new float[5 * lanes];
        float[] derivative = new float[2 * 10 * lanes];
        Arrays.fill(derivative, pooling == Pooling.AVERAGE ? 0.25f : 1);
        if (pooling == Pooling.AVERAGE) {
            layers.average(rows, 0, 10, pooled, 0, lanes);
        } else {
            layers.maximum(rows, 0, 10, pooled, 0, lanes);
            layers.select(rows, 0, 10, derivative, 0);
        }
        float[] pooledDelta = Samples.gaussian(2, 5 * lanes, 1);
        float[] delta = new float[2 * 10 * lanes];
        float[] sums = new float[lanes];
        layers.unpool(pooledDelta, 0, lanes, derivative, 0, 10, delta, 0, sums, 0);
        ReferencePooling reference = new ReferencePooling(pooling);
        for (int lane = 0; lane < lanes; lane++) {
            // Rows 0 and 1 of a map of ten rows.
            double[] map = Arrays.copyOf(example(rows, lane, 20, lanes), 100);
            double[] expected = reference.forward(map, 1, 10);
            assertClose(Arrays.copyOf(expected, 5), example(pooled, lane, 5, lanes));
            double[] window = Arrays.copyOf(example(pooledDelta, lane, 5, lanes), 25);
            double[] back = Arrays.copyOf(reference.backward(map, window, 1, 10), 20);
            assertClose(back, example(delta, lane, 20, lanes));
            double sum = Arrays.stream(window).sum();
            assertThat((double) sums[lane]).isCloseTo(sum, within(2e-6));
        }
    }

    static Stream<Arguments> activations() {
        return Stream.of(Kernels.Implementation.values())
                .flatMap(implementation ->
                        Stream.of(ActivationFunction.values()).map(function -> Arguments.of(function, implementation)));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activations_and_derivatives_are_right_over_the_whole_range(
            ActivationFunction function, Kernels.Implementation implementation) {
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
        float[] values = inputs.clone();
        float[] inferred = inputs.clone();
        float[] derivative = new float[values.length];
        layers.activate(values, 0, values.length, 0.25f, derivative, 0);
        layers.activate(inferred, 0, inferred.length);
        assertThat(inferred).isEqualTo(values);
        for (int i = 0; i < inputs.length; i++) {
            double expected = ReferenceActivation.value(function, inputs[i]);
            double slope = ReferenceActivation.derivative(function, inputs[i]) / 4;
            double tolerance = function == ActivationFunction.RELU ? 0 : 5e-7;
            assertThat((double) values[i]).as("f(%s)", inputs[i]).isCloseTo(expected, within(tolerance));
            assertThat((double) derivative[i]).as("f'(%s)", inputs[i]).isCloseTo(slope, within(5e-7));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activations_pass_a_nan_on(ActivationFunction function, Kernels.Implementation implementation) {
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
    void pooling_passes_a_nan_on_from_any_place(Pooling pooling, Kernels.Implementation implementation) {
        LayerKernels layers = layers(implementation);
        int lanes = layers.lanes();
        for (int place = 0; place < 4; place++) {
            float[] rows = Samples.gaussian(1, 2 * 10 * lanes, 1);
            rows[(place % 2 + place / 2 * 10) * lanes] = Float.NaN;
            float[] pooled = new float[5 * lanes];
            if (pooling == Pooling.AVERAGE) {
                layers.average(rows, 0, 10, pooled, 0, lanes);
            } else {
                layers.maximum(rows, 0, 10, pooled, 0, lanes);
            }
            assertThat(pooled[0]).isNaN();
            assertThat(pooled[1]).isNotNaN();
        }
    }
}
