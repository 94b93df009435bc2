package lenet.kernel;

/**
 * The arithmetic of the layers on one block or one chunk of examples, in the arrays that {@link Layout} describes. They lie
 * in one {@link Memory}; the suffix {@code At} names where one begins. Offsets and lengths count floats.
 */
interface LayerKernels {

    /** Examples per block; divides {@link Layout#COLUMNS}. */
    int lanes();

    /** First convolution, two rows of all maps: rows[6][2][28][lane]. */
    void convolve1(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt);

    /** Second convolution, four maps from the group's first: maps[4][10][10][lane]. */
    void convolve2(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt);

    /** The activation function, in place. */
    void activate(float[] memory, int valuesAt, int length);

    /** The activation function, in place, and scale times its derivative. */
    void activate(float[] memory, int valuesAt, int length, float scale, int derivativeAt);

    /** Average pooling. */
    void average(Windows windows, float[] memory, int rowsAt, int pooledAt);

    /** Max pooling. */
    void maximum(Windows windows, float[] memory, int rowsAt, int pooledAt);

    /** After {@link #maximum}: zeroes the derivative wherever its activation is not the first largest of its window. */
    void select(Windows windows, float[] memory, int rowsAt, int derivativeAt);

    /**
     * Backward through pooling and activation: each delta is the derivative at its position times the delta of its window.
     *
     * @param sumsAt of one vector a map, its bias gradient by lanes, added to
     */
    void unpool(Windows windows, float[] memory, int pooledDeltaAt, int derivativeAt, int deltaAt, int sumsAt);

    /** Adds the weight gradient of {@link #convolve1} to sums[6][25][lane]. */
    void gradient1(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt);

    /** Adds the weight gradient of {@link #convolve2}, for all maps' delta[16][10][10][lane], to sums[16][150][lane]. */
    void gradient2(float[] memory, int pooledAt, int deltaAt, int sumsAt);

    /** The gradient of {@link #convolve2} in its input, for all maps: pooledDelta[6][14][14][lane]. */
    void backward2(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt);

    /** outputs[unit][COLUMNS] of a fully connected layer for inputs[unit][COLUMNS] with a unit of ones for the bias. */
    void forward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt);

    /** The gradient of {@link #forward} in its inputs, without the unit of ones. */
    void backward(Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt);

    /**
     * Adds the gradient of {@link #forward} in its weights and biases to the packed gradient.
     *
     * @param deltaAt of the transposed deltas, [COLUMNS][WIDEST], zero from the example {@code count} and from the last
     *     output
     * @param count examples
     */
    void gradient(Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt);

    /** values *= factors. */
    void multiply(float[] memory, int valuesAt, int factorsAt, int length);

    /** {@link UpdateRule.Sgd}. */
    void sgd(float[] memory, int parametersAt, int gradientAt, int length, float rate);

    /** {@link UpdateRule.Nesterovs}. */
    void nesterovs(
            float[] memory, int parametersAt, int gradientAt, int velocityAt, int length, float rate, float momentum);

    /** {@link UpdateRule.Adam}, with the bias corrections in the rate. */
    void adam(
            float[] memory,
            int parametersAt,
            int gradientAt,
            int firstAt,
            int secondAt,
            int length,
            float rate,
            float beta1,
            float beta2,
            float epsilon);
}
