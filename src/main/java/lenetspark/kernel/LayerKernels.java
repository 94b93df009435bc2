package lenetspark.kernel;

/**
 * The arithmetic of the layers on one block or one chunk of examples, in the arrays that {@link Layout} describes. All
 * arrays are in one {@code float[] memory} (see {@link Arena}). A parameter with the suffix {@code At} is the index at
 * which an array begins. Offsets and lengths are numbers of floats.
 */
interface LayerKernels {

    /** Returns the number of examples in a block; it divides {@link Layout#COLUMNS}. */
    int lanes();

    /** Computes two rows of all maps of the first convolution: rows[6][2][28][lane]. */
    void convolution1Forward(float[] memory, int imageAt, int parametersAt, int pair, int rowsAt);

    /** Computes four maps of the second convolution, from map {@code group}: maps[4][10][10][lane]. */
    void convolution2Forward(float[] memory, int pooledAt, int parametersAt, int group, int mapsAt);

    /** Applies the activation function in place. */
    void activate(float[] memory, int valuesAt, int length);

    /** Applies the activation function in place and stores {@code scale} times its derivative. */
    void activate(float[] memory, int valuesAt, int length, float scale, int derivativeAt);

    /** Computes the mean of each window. */
    void averagePool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt);

    /** Computes the maximum of each window. */
    void maxPool(PoolingWindows windows, float[] memory, int rowsAt, int pooledAt);

    /** Sets the derivative to zero at each position that is not the first largest of its window, for max pooling. */
    void maskDerivatives(PoolingWindows windows, float[] memory, int rowsAt, int derivativeAt);

    /**
     * Propagates deltas back through pooling and activation: each delta is the derivative at its position times the
     * delta of its window.
     *
     * @param sumsAt bias gradients, sums[map][lane], to which the deltas are added
     */
    void unpool(PoolingWindows windows, float[] memory, int pooledDeltaAt, int derivativeAt, int deltaAt, int sumsAt);

    /** Adds the weight gradient of the first convolution in two rows of all maps to sums[6][25][lane]. */
    void convolution1WeightGradient(float[] memory, int imageAt, int rowsDeltaAt, int pair, int sumsAt);

    /**
     * Adds the weight gradient of the second convolution for all deltas, delta[16][10][10][lane], to
     * sums[16][150][lane].
     */
    void convolution2WeightGradient(float[] memory, int pooledAt, int deltaAt, int sumsAt);

    /** Computes the input gradient of the second convolution: pooledDelta[6][14][14][lane]. */
    void convolution2InputGradient(float[] memory, int deltaAt, int parametersAt, int pooledDeltaAt);

    /**
     * Computes outputs[unit][COLUMNS] of a fully connected layer from inputs[unit][COLUMNS]. The last input unit is
     * constantly one; its weights are the biases.
     */
    void denseForward(Layout.Matrix matrix, float[] memory, int parametersAt, int inputsAt, int outputsAt);

    /** Computes the input gradient of a fully connected layer, without the constant input. */
    void denseInputGradient(Layout.Matrix matrix, float[] memory, int parametersAt, int deltaAt, int inputsDeltaAt);

    /**
     * Adds the gradient of the weights and biases of a fully connected layer to the packed gradient.
     *
     * @param deltaAt transposed deltas, [COLUMNS][WIDEST]; zero from example {@code count} and from the last output
     * @param count number of examples
     */
    void denseWeightGradient(
            Layout.Matrix matrix, float[] memory, int inputsAt, int deltaAt, int count, int gradientAt);

    /** Computes values *= factors. */
    void multiply(float[] memory, int valuesAt, int factorsAt, int length);

    /** Applies {@link UpdateRule.Sgd}. */
    void sgd(float[] memory, int parametersAt, int gradientAt, int length, float rate);

    /** Applies {@link UpdateRule.Nesterovs}. */
    void nesterovs(
            float[] memory, int parametersAt, int gradientAt, int velocityAt, int length, float rate, float momentum);

    /** Applies {@link UpdateRule.Adam}; the rate includes the bias corrections. */
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
