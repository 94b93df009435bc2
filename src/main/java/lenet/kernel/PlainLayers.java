package lenet.kernel;

import static lenet.kernel.Layout.COLUMNS;
import static lenet.kernel.Layout.FAN_IN2;
import static lenet.kernel.Layout.GROUP;
import static lenet.kernel.Layout.IMAGE_SIDE;
import static lenet.kernel.Layout.MAPS1;
import static lenet.kernel.Layout.MAPS2;
import static lenet.kernel.Layout.POOLED_SIDE1;
import static lenet.kernel.Layout.SIDE1;
import static lenet.kernel.Layout.SIDE2;
import static lenet.kernel.Layout.TAPS;

import java.util.Arrays;

/** The layers in plain loops. A block is a whole chunk, so that a row of a map is a loop long enough to vectorise. */
final class PlainLayers implements LayerKernels {

    /** Lanes of a block. */
    static final int LENGTH = COLUMNS;

    private static final int MAP2 = SIDE2 * SIDE2 * LENGTH;

    /** A row of the first maps is summed in parts of four columns, one of the second in halves. */
    private static final int PART1 = 4 * LENGTH;

    private static final int PART2 = SIDE2 * LENGTH;

    private final PlainActivation activation;
    private final float[] sum = new float[SIDE2 * LENGTH];

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
        int length = SIDE1 * LENGTH;
        for (int map = 0; map < MAPS1; map++) {
            for (int row = 0; row < 2; row++) {
                int at = (map * 2 + row) * length;
                Arrays.fill(rows, at, at + length, parameters[Layout.BIAS1 + map]);
                for (int ky = 0; ky < 5; ky++) {
                    int from = imageAt + (2 * pair + row + ky) * IMAGE_SIDE * LENGTH;
                    fiveTaps(rows, at, image, from, length, parameters, Layout.WEIGHTS1 + map * TAPS + ky * 5);
                }
            }
        }
    }

    @Override
    public void convolve2(float[] pooled, int pooledAt, float[] parameters, int group, float[] maps) {
        int length = SIDE2 * LENGTH;
        for (int map = 0; map < GROUP; map++) {
            int weightsAt = Layout.WEIGHTS2 + (group + map) * FAN_IN2;
            for (int y = 0; y < SIDE2; y++) {
                int at = (map * SIDE2 + y) * length;
                Arrays.fill(maps, at, at + length, parameters[Layout.BIAS2 + group + map]);
                for (int row = 0; row < MAPS1 * 5; row++) {
                    int from = pooledAt + (row / 5 * POOLED_SIDE1 + y + row % 5) * POOLED_SIDE1 * LENGTH;
                    fiveTaps(maps, at, pooled, from, length, parameters, weightsAt + row * 5);
                }
            }
        }
    }

    private static void fiveTaps(float[] out, int outAt, float[] in, int inAt, int length, float[] weights, int at) {
        PlainLoops.fiveTaps(
                out,
                outAt,
                in,
                inAt,
                length,
                weights[at],
                weights[at + 1],
                weights[at + 2],
                weights[at + 3],
                weights[at + 4]);
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
        PlainPooling.average(rows, rowsAt, width, pooled, pooledAt, step);
    }

    @Override
    public void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        PlainPooling.maximum(rows, rowsAt, width, pooled, pooledAt, step);
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
        PlainPooling.unpool(
                pooledDelta, pooledDeltaAt, step, derivative, derivativeAt, width, delta, deltaAt, sums, sumsAt);
    }

    @Override
    public void gradient1(float[] image, int imageAt, float[] rowsDelta, int pair, float[] sums, int sumsAt) {
        int row = SIDE1 * LENGTH;
        for (int map = 0; map < MAPS1; map++) {
            for (int tap = 0; tap < TAPS; tap++) {
                int at = imageAt + ((2 * pair + tap / 5) * IMAGE_SIDE + tap % 5) * LENGTH;
                Arrays.fill(sum, 0, PART1, 0);
                for (int part = 0; part < row; part += PART1) {
                    PlainLoops.twoProducts(
                            sum, rowsDelta, map * 2 * row + part, row, image, at + part, IMAGE_SIDE * LENGTH, PART1);
                }
                PlainLoops.addFourColumns(sums, sumsAt + (map * TAPS + tap) * LENGTH, sum, 0);
            }
        }
    }

    @Override
    public void gradient2(float[] pooled, int pooledAt, float[] delta, float[] sums, int sumsAt) {
        int row = SIDE2 * LENGTH;
        int pooledRow = POOLED_SIDE1 * LENGTH;
        for (int map = 0; map < MAPS2; map++) {
            for (int tap = 0; tap < FAN_IN2; tap++) {
                int input = tap / TAPS * POOLED_SIDE1 + tap % TAPS / 5;
                int at = pooledAt + input * pooledRow + tap % 5 * LENGTH;
                Arrays.fill(sum, 0, PART2, 0);
                for (int y = 0; y < SIDE2; y += 2) {
                    PlainLoops.twoProducts(
                            sum, delta, map * MAP2 + y * row, row, pooled, at + y * pooledRow, pooledRow, PART2);
                }
                int to = sumsAt + (map * FAN_IN2 + tap) * LENGTH;
                PlainLoops.addFourColumns(sums, to, sum, 0);
                PlainLoops.addFourColumns(sums, to, sum, 4 * LENGTH);
                PlainLoops.addTwoColumns(sums, to, sum, 8 * LENGTH);
            }
        }
    }

    @Override
    public void backward2(float[] delta, float[] parameters, float[] pooledDelta) {
        int row = POOLED_SIDE1 * LENGTH;
        Arrays.fill(pooledDelta, 0, Layout.POOLED1 * LENGTH, 0);
        for (int input = 0; input < MAPS1; input++) {
            for (int y = 0; y < POOLED_SIDE1; y++) {
                int to = (input * POOLED_SIDE1 + y) * row;
                for (int ky = Math.max(0, y - SIDE2 + 1); ky <= Math.min(4, y); ky++) {
                    int weightsAt = Layout.WEIGHTS2 + input * TAPS + ky * 5;
                    spread(delta, (y - ky) * SIDE2 * LENGTH, parameters, weightsAt, pooledDelta, to);
                }
            }
        }
    }

    /** One row of deltas of every map, by five weights each, to a row of pooled deltas. */
    private static void spread(float[] delta, int deltaAt, float[] weights, int at, float[] pooledDelta, int to) {
        for (int map = 0; map < MAPS2; map += 4) {
            for (int kx = 0; kx < 5; kx++) {
                fourRows(
                        pooledDelta,
                        to + kx * LENGTH,
                        delta,
                        map * MAP2 + deltaAt,
                        MAP2,
                        SIDE2 * LENGTH,
                        weights,
                        at + map * FAN_IN2 + kx,
                        FAN_IN2);
            }
        }
    }

    private static void fourRows(
            float[] out, int outAt, float[] in, int inAt, int stride, int length, float[] weights, int at, int step) {
        PlainLoops.fourRows(
                out,
                outAt,
                in,
                inAt,
                stride,
                length,
                weights[at],
                weights[at + step],
                weights[at + 2 * step],
                weights[at + 3 * step]);
    }

    @Override
    public void forward(Layout.Matrix matrix, float[] parameters, float[] inputs, float[] outputs) {
        for (int unit = 0; unit < matrix.outputs(); unit++) {
            Arrays.fill(outputs, unit * COLUMNS, (unit + 1) * COLUMNS, 0);
            for (int input = 0; input <= matrix.inputs(); input += 5) {
                int at = matrix.at() + input * matrix.stride() + unit;
                PlainLoops.fiveTaps(
                        outputs,
                        unit * COLUMNS,
                        inputs,
                        input * COLUMNS,
                        COLUMNS,
                        parameters[at],
                        parameters[at + matrix.stride()],
                        parameters[at + 2 * matrix.stride()],
                        parameters[at + 3 * matrix.stride()],
                        parameters[at + 4 * matrix.stride()]);
            }
        }
    }

    @Override
    public void backward(Layout.Matrix matrix, float[] parameters, float[] delta, float[] inputsDelta) {
        Arrays.fill(inputsDelta, 0, matrix.inputs() * COLUMNS, 0);
        for (int input = 0; input < matrix.inputs(); input++) {
            int weightsAt = matrix.at() + input * matrix.stride();
            for (int unit = 0; unit < matrix.outputs(); unit += 4) {
                fourRows(
                        inputsDelta,
                        input * COLUMNS,
                        delta,
                        unit * COLUMNS,
                        COLUMNS,
                        COLUMNS,
                        parameters,
                        weightsAt + unit,
                        1);
            }
        }
    }

    @Override
    public void gradient(Layout.Matrix matrix, float[] inputs, float[] delta, int count, float[] gradient) {
        int stride = matrix.stride();
        for (int input = 0; input <= matrix.inputs(); input++) {
            for (int example = 0; example < count; example += 4) {
                int to = matrix.at() + input * stride;
                int from = input * COLUMNS + example;
                fourRows(gradient, to, delta, example * stride, stride, stride, inputs, from, 1);
            }
        }
    }

    @Override
    public void multiply(float[] values, float[] factors, int length) {
        for (int i = 0; i < length; i++) {
            values[i] *= factors[i];
        }
    }
}
