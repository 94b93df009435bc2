package lenetspark.kernel;

import static lenetspark.kernel.Layout.AREA2;
import static lenetspark.kernel.Layout.BIAS1;
import static lenetspark.kernel.Layout.BIAS2;
import static lenetspark.kernel.Layout.COLUMNS;
import static lenetspark.kernel.Layout.GROUP;
import static lenetspark.kernel.Layout.IMAGE;
import static lenetspark.kernel.Layout.MAPS1;
import static lenetspark.kernel.Layout.MAPS2;
import static lenetspark.kernel.Layout.PAIR;
import static lenetspark.kernel.Layout.PAIRS;
import static lenetspark.kernel.Layout.POOLED1;
import static lenetspark.kernel.Layout.POOLED_SIDE1;
import static lenetspark.kernel.Layout.POOLED_SIDE2;
import static lenetspark.kernel.Layout.SIDE1;
import static lenetspark.kernel.Layout.SIDE2;
import static lenetspark.kernel.Layout.WEIGHTS1;
import static lenetspark.kernel.Layout.WEIGHTS2;

/**
 * The first two convolutions with activation and pooling, block by block. Of a full-size map, only the derivative of
 * the activation is kept for backpropagation. Values and deltas are kept for a few rows only, which fit in the
 * first-level cache.
 */
final class Convolutions {

    private final LayerKernels layers;
    private final Pooling pooling;
    private final int lanes;
    private final float scale;

    private final PoolingWindows windows1;
    private final PoolingWindows windows2;
    /** Windows of one group of maps. */
    private final PoolingWindows groupWindows2;

    private final int imagesAt;
    private final int pooled1At;
    private final int derivative1At;
    private final int derivative2At;
    /** Two rows of all first maps, or one group of second maps. */
    private final int rowsAt;

    private final int delta2At;
    private final int pooledDelta1At;

    Convolutions(LayerKernels layers, Pooling pooling, Arena arena) {
        this.layers = layers;
        this.pooling = pooling;
        this.lanes = layers.lanes();
        this.scale = pooling == Pooling.AVERAGE ? 0.25f : 1;
        this.windows1 = new PoolingWindows(MAPS1, 1, SIDE1, lanes, POOLED_SIDE1 * POOLED_SIDE1 * lanes);
        this.windows2 = new PoolingWindows(MAPS2, POOLED_SIDE2, SIDE2, COLUMNS, POOLED_SIDE2 * COLUMNS);
        this.groupWindows2 = new PoolingWindows(GROUP, POOLED_SIDE2, SIDE2, COLUMNS, POOLED_SIDE2 * COLUMNS);
        this.imagesAt = arena.reserve(IMAGE * COLUMNS);
        this.pooled1At = arena.reserve(POOLED1 * COLUMNS);
        this.derivative1At = arena.reserve(PAIRS * PAIR * COLUMNS);
        this.derivative2At = arena.reserve(MAPS2 * AREA2 * COLUMNS);
        this.rowsAt = arena.reserve(Math.max(PAIR, GROUP * AREA2) * lanes);
        this.delta2At = arena.reserve(MAPS2 * AREA2 * lanes);
        this.pooledDelta1At = arena.reserve(POOLED1 * lanes);
    }

    /**
     * Computes the pooled second maps, [400][COLUMNS], of {@code count} images and keeps what {@link #backward} needs.
     * The columns of unused blocks keep their values.
     */
    void forward(float[] memory, int parametersAt, Images images, int first, int count, int pooled2At) {
        for (int block = 0; block * lanes < count; block++) {
            gather(memory, images, first, count, block);
            for (int pair = 0; pair < PAIRS; pair++) {
                int derivativeAt = derivative1At(block, pair);
                layers.convolution1Forward(memory, imageAt(block), parametersAt, pair, rowsAt);
                layers.activate(memory, rowsAt, PAIR * lanes, scale, derivativeAt);
                pool(windows1, memory, pooled1At(block) + pair * POOLED_SIDE1 * lanes);
                maskDerivatives(windows1, memory, derivativeAt);
            }
            for (int map = 0; map < MAPS2; map += GROUP) {
                int derivativeAt = derivative2At(block) + map * AREA2 * lanes;
                layers.convolution2Forward(memory, pooled1At(block), parametersAt, map, rowsAt);
                layers.activate(memory, rowsAt, GROUP * AREA2 * lanes, scale, derivativeAt);
                pool(groupWindows2, memory, pooled2At(pooled2At, block, map));
                maskDerivatives(groupWindows2, memory, derivativeAt);
            }
        }
    }

    /** Computes the same as {@link #forward} without keeping anything for {@link #backward}. */
    void infer(float[] memory, int parametersAt, Images images, int first, int count, int pooled2At) {
        for (int block = 0; block * lanes < count; block++) {
            gather(memory, images, first, count, block);
            for (int pair = 0; pair < PAIRS; pair++) {
                layers.convolution1Forward(memory, imageAt(block), parametersAt, pair, rowsAt);
                layers.activate(memory, rowsAt, PAIR * lanes);
                pool(windows1, memory, pooled1At(block) + pair * POOLED_SIDE1 * lanes);
            }
            for (int map = 0; map < MAPS2; map += GROUP) {
                layers.convolution2Forward(memory, pooled1At(block), parametersAt, map, rowsAt);
                layers.activate(memory, rowsAt, GROUP * AREA2 * lanes);
                pool(groupWindows2, memory, pooled2At(pooled2At, block, map));
            }
        }
    }

    private void gather(float[] memory, Images images, int first, int count, int block) {
        int lane = block * lanes;
        images.gather(first + lane, Math.min(lanes, count - lane), memory, imageAt(block), lanes);
    }

    private void pool(PoolingWindows windows, float[] memory, int pooledAt) {
        if (pooling == Pooling.AVERAGE) {
            layers.averagePool(windows, memory, rowsAt, pooledAt);
        } else {
            layers.maxPool(windows, memory, rowsAt, pooledAt);
        }
    }

    private void maskDerivatives(PoolingWindows windows, float[] memory, int derivativeAt) {
        if (pooling == Pooling.MAX) {
            layers.maskDerivatives(windows, memory, rowsAt, derivativeAt);
        }
    }

    /** Adds the gradients of the parameters for the images of the last {@link #forward} to sums[parameter][lane]. */
    void backward(float[] memory, int parametersAt, int count, int pooledDelta2At, int sumsAt) {
        for (int block = 0; block * lanes < count; block++) {
            int columnAt = pooled2At(pooledDelta2At, block, 0);
            layers.unpool(windows2, memory, columnAt, derivative2At(block), delta2At, sumsAt + BIAS2 * lanes);
            layers.convolution2WeightGradient(memory, pooled1At(block), delta2At, sumsAt + WEIGHTS2 * lanes);
            layers.convolution2InputGradient(memory, delta2At, parametersAt, pooledDelta1At);
            for (int pair = 0; pair < PAIRS; pair++) {
                int rowAt = pooledDelta1At + pair * POOLED_SIDE1 * lanes;
                layers.unpool(windows1, memory, rowAt, derivative1At(block, pair), rowsAt, sumsAt + BIAS1 * lanes);
                layers.convolution1WeightGradient(memory, imageAt(block), rowsAt, pair, sumsAt + WEIGHTS1 * lanes);
            }
        }
    }

    private int imageAt(int block) {
        return imagesAt + block * IMAGE * lanes;
    }

    private int pooled1At(int block) {
        return pooled1At + block * POOLED1 * lanes;
    }

    private int derivative1At(int block, int pair) {
        return derivative1At + (block * PAIRS + pair) * PAIR * lanes;
    }

    private int derivative2At(int block) {
        return derivative2At + block * MAPS2 * AREA2 * lanes;
    }

    /** Returns the place of a block's columns of a second map, in values or deltas that begin at {@code at}. */
    private int pooled2At(int at, int block, int map) {
        return at + map * POOLED_SIDE2 * POOLED_SIDE2 * COLUMNS + block * lanes;
    }
}
