package lenet.kernel;

import static lenet.kernel.Layout.AREA2;
import static lenet.kernel.Layout.BIAS1;
import static lenet.kernel.Layout.BIAS2;
import static lenet.kernel.Layout.COLUMNS;
import static lenet.kernel.Layout.GROUP;
import static lenet.kernel.Layout.IMAGE;
import static lenet.kernel.Layout.MAPS1;
import static lenet.kernel.Layout.MAPS2;
import static lenet.kernel.Layout.PAIR;
import static lenet.kernel.Layout.PAIRS;
import static lenet.kernel.Layout.POOLED1;
import static lenet.kernel.Layout.POOLED_SIDE1;
import static lenet.kernel.Layout.POOLED_SIDE2;
import static lenet.kernel.Layout.SIDE1;
import static lenet.kernel.Layout.SIDE2;
import static lenet.kernel.Layout.WEIGHTS1;
import static lenet.kernel.Layout.WEIGHTS2;

/**
 * The first two convolutions with activation and pooling, block by block. Of a full-size map only the derivative of the
 * activation is kept for the way back: values and deltas live in a few rows that stay in the first-level cache.
 */
final class Convolutions {

    private final LayerKernels layers;
    private final Pooling pooling;
    private final float[] parameters;
    private final int lanes;
    private final float scale;

    private final float[] images;
    private final float[] pooled1;
    private final float[] derivative1;
    private final float[] derivative2;
    /** Two rows of the first maps, or one group of the second. */
    private final float[] rows;

    private final float[] delta2;
    private final float[] pooledDelta1;

    Convolutions(LayerKernels layers, Pooling pooling, float[] parameters) {
        this.layers = layers;
        this.pooling = pooling;
        this.parameters = parameters;
        this.lanes = layers.lanes();
        this.scale = pooling == Pooling.AVERAGE ? 0.25f : 1;
        this.images = new float[IMAGE * COLUMNS];
        this.pooled1 = new float[POOLED1 * COLUMNS];
        this.derivative1 = new float[PAIRS * PAIR * COLUMNS];
        this.derivative2 = new float[MAPS2 * AREA2 * COLUMNS];
        this.rows = new float[Math.max(PAIR, GROUP * AREA2) * lanes];
        this.delta2 = new float[MAPS2 * AREA2 * lanes];
        this.pooledDelta1 = new float[POOLED1 * lanes];
    }

    /** From {@code count} images to the pooled second maps, [400][COLUMNS]; columns of untouched blocks stay as they were. */
    void forward(float[] features, int first, int count, float[] pooled2) {
        for (int block = 0; block * lanes < count; block++) {
            gather(features, first, count, block);
            for (int pair = 0; pair < PAIRS; pair++) {
                int derivativeAt = (block * PAIRS + pair) * PAIR * lanes;
                layers.convolve1(images, block * IMAGE * lanes, parameters, pair, rows);
                layers.activate(rows, 0, PAIR * lanes, scale, derivative1, derivativeAt);
                pool1(block, pair);
                if (pooling == Pooling.MAX) {
                    for (int map = 0; map < MAPS1; map++) {
                        int at = map * 2 * SIDE1 * lanes;
                        layers.select(rows, at, SIDE1, derivative1, derivativeAt + at);
                    }
                }
            }
            for (int map = 0; map < MAPS2; map += GROUP) {
                int derivativeAt = (block * MAPS2 + map) * AREA2 * lanes;
                layers.convolve2(pooled1, block * POOLED1 * lanes, parameters, map, rows);
                layers.activate(rows, 0, GROUP * AREA2 * lanes, scale, derivative2, derivativeAt);
                pool2(block, map, pooled2);
                if (pooling == Pooling.MAX) {
                    for (int pair = 0; pair < GROUP * POOLED_SIDE2; pair++) {
                        int at = pair * 2 * SIDE2 * lanes;
                        layers.select(rows, at, SIDE2, derivative2, derivativeAt + at);
                    }
                }
            }
        }
    }

    /** As {@link #forward}, keeping nothing for the way back. */
    void infer(float[] features, int first, int count, float[] pooled2) {
        for (int block = 0; block * lanes < count; block++) {
            gather(features, first, count, block);
            for (int pair = 0; pair < PAIRS; pair++) {
                layers.convolve1(images, block * IMAGE * lanes, parameters, pair, rows);
                layers.activate(rows, 0, PAIR * lanes);
                pool1(block, pair);
            }
            for (int map = 0; map < MAPS2; map += GROUP) {
                layers.convolve2(pooled1, block * POOLED1 * lanes, parameters, map, rows);
                layers.activate(rows, 0, GROUP * AREA2 * lanes);
                pool2(block, map, pooled2);
            }
        }
    }

    private void gather(float[] features, int first, int count, int block) {
        int lane = block * lanes;
        int filled = Math.min(lanes, count - lane);
        layers.gather(features, first + lane, filled, images, lane * IMAGE);
    }

    private void pool1(int block, int pair) {
        for (int map = 0; map < MAPS1; map++) {
            int pooledAt = (block * POOLED1 + (map * POOLED_SIDE1 + pair) * POOLED_SIDE1) * lanes;
            pool(map * 2 * SIDE1 * lanes, SIDE1, pooled1, pooledAt, lanes);
        }
    }

    private void pool2(int block, int map, float[] pooled2) {
        for (int pair = 0; pair < GROUP * POOLED_SIDE2; pair++) {
            int pooledAt = (map * POOLED_SIDE2 + pair) * POOLED_SIDE2 * COLUMNS + block * lanes;
            pool(pair * 2 * SIDE2 * lanes, SIDE2, pooled2, pooledAt, COLUMNS);
        }
    }

    private void pool(int rowsAt, int width, float[] pooled, int pooledAt, int step) {
        if (pooling == Pooling.AVERAGE) {
            layers.average(rows, rowsAt, width, pooled, pooledAt, step);
        } else {
            layers.maximum(rows, rowsAt, width, pooled, pooledAt, step);
        }
    }

    /** After {@link #forward}: adds the gradients of the parameters to {@code sums}. */
    void backward(int count, float[] pooledDelta2, float[] sums) {
        for (int block = 0; block * lanes < count; block++) {
            for (int pair = 0; pair < MAPS2 * POOLED_SIDE2; pair++) {
                int at = pair * 2 * SIDE2 * lanes;
                layers.unpool(
                        pooledDelta2,
                        pair * POOLED_SIDE2 * COLUMNS + block * lanes,
                        COLUMNS,
                        derivative2,
                        block * MAPS2 * AREA2 * lanes + at,
                        SIDE2,
                        delta2,
                        at,
                        sums,
                        (BIAS2 + pair / POOLED_SIDE2) * lanes);
            }
            layers.gradient2(pooled1, block * POOLED1 * lanes, delta2, sums, WEIGHTS2 * lanes);
            layers.backward2(delta2, parameters, pooledDelta1);
            for (int pair = 0; pair < PAIRS; pair++) {
                unpool1(block, pair, sums);
                layers.gradient1(images, block * IMAGE * lanes, rows, pair, sums, WEIGHTS1 * lanes);
            }
        }
    }

    private void unpool1(int block, int pair, float[] sums) {
        for (int map = 0; map < MAPS1; map++) {
            int at = map * 2 * SIDE1 * lanes;
            layers.unpool(
                    pooledDelta1,
                    (map * POOLED_SIDE1 + pair) * POOLED_SIDE1 * lanes,
                    lanes,
                    derivative1,
                    (block * PAIRS + pair) * PAIR * lanes + at,
                    SIDE1,
                    rows,
                    at,
                    sums,
                    (BIAS1 + map) * lanes);
        }
    }
}
