package lenet.kernel;

/**
 * The arithmetic of the layers on one block or one chunk of examples, in the arrays that {@link Layout} describes. The
 * suffix {@code At} names where in the array before it an operand starts. Offsets and lengths count floats.
 */
interface LayerKernels {

    /** Examples per block; divides {@link Layout#COLUMNS}. */
    int lanes();

    /**
     * Images into a block: image[pixel][lane].
     *
     * @param first index of the example for lane 0
     * @param count lanes to fill; the others become zero
     */
    void gather(float[] features, int first, int count, float[] image, int imageAt);

    /** First convolution, two rows of all maps: rows[6][2][28][lane]. */
    void convolve1(float[] image, int imageAt, float[] parameters, int pair, float[] rows);

    /** Second convolution, four maps from the group's first: maps[4][10][10][lane]. */
    void convolve2(float[] pooled, int pooledAt, float[] parameters, int group, float[] maps);

    /** The activation function, in place. */
    void activate(float[] values, int valuesAt, int length);

    /** The activation function, in place, and scale times its derivative. */
    void activate(float[] values, int valuesAt, int length, float scale, float[] derivative, int derivativeAt);

    /**
     * Average pooling of two adjacent rows of {@code width} columns into one.
     *
     * @param step distance between two columns of the pooled row
     */
    void average(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step);

    /** Max pooling, as {@link #average}. */
    void maximum(float[] rows, int rowsAt, int width, float[] pooled, int pooledAt, int step);

    /** After {@link #maximum}: zeroes the derivative wherever its activation is not the first largest of its window. */
    void select(float[] rows, int rowsAt, int width, float[] derivative, int derivativeAt);

    /**
     * Backward through pooling and activation for two adjacent rows of a map: each delta is the derivative at its
     * position times the delta of its window.
     *
     * @param sums one vector, the map's bias gradient by lanes, added to
     */
    void unpool(
            float[] pooledDelta,
            int pooledDeltaAt,
            int step,
            float[] derivative,
            int derivativeAt,
            int width,
            float[] delta,
            int deltaAt,
            float[] sums,
            int sumsAt);

    /** Adds the weight gradient of {@link #convolve1} to sums[6][25][lane]. */
    void gradient1(float[] image, int imageAt, float[] rowsDelta, int pair, float[] sums, int sumsAt);

    /** Adds the weight gradient of {@link #convolve2}, for all maps' delta[16][10][10][lane], to sums[16][150][lane]. */
    void gradient2(float[] pooled, int pooledAt, float[] delta, float[] sums, int sumsAt);

    /** The gradient of {@link #convolve2} in its input, for all maps: pooledDelta[6][14][14][lane]. */
    void backward2(float[] delta, float[] parameters, float[] pooledDelta);

    /** outputs[unit][COLUMNS] of a fully connected layer for inputs[unit][COLUMNS] with a unit of ones for the bias. */
    void forward(Layout.Matrix matrix, float[] parameters, float[] inputs, float[] outputs);

    /** The gradient of {@link #forward} in its inputs, without the unit of ones. */
    void backward(Layout.Matrix matrix, float[] parameters, float[] delta, float[] inputsDelta);

    /**
     * Adds the gradient of {@link #forward} in its weights and biases to the packed gradient.
     *
     * @param delta transposed, [COLUMNS][WIDEST], zero from the example {@code count} and from the last output
     * @param count examples
     */
    void gradient(Layout.Matrix matrix, float[] inputs, float[] delta, int count, float[] gradient);

    /** values *= factors. */
    void multiply(float[] values, float[] factors, int length);
}
