package lenetspark.kernel;

/**
 * LeNet-5 with its loss and update rule, on one thread: 32x32 input, convolutions with 6, 16 and 120 maps (5x5), 2x2
 * pooling after the first two, a dense layer of 84 units and a softmax over the classes.
 *
 * <p>Parameters and updater state have DL4J's flat layout, layer by layer: a convolution is its biases followed by its
 * weights [output][input][row][column]; a dense layer is its weights [output][input] followed by its biases.
 * Convolutions do not flip the filter.
 *
 * <p>For a given vector width, the result is a function of the arguments alone: the same calls after the same {@link
 * #load} give the same bits on any thread, and for any kind of {@link Images} with the same values. After the first
 * calls, nothing is allocated. An instance must not be used by several threads at once. Values that are not finite
 * cause no exception; they show in {@link #loss}.
 */
public interface LeNetKernel {

    /** Default number of classes: the ten digits. */
    int CLASSES = 10;

    /** Number of weights and biases for ten classes: 156 + 2,416 + 48,120 + 10,164 + 850. */
    int PARAMETERS = 61_706;

    /** Number of values in an image: 32 rows of 32, padded and scaled. */
    int IMAGE_LENGTH = 32 * 32;

    /** Returns the number of weights and biases; every class has 84 weights and a bias. */
    static int parameters(int classes) {
        return 156 + 2_416 + 48_120 + 10_164 + 85 * classes;
    }

    /**
     * Loads the training state.
     *
     * @param parameters {@link #parameters} values
     * @param updaterState {@link UpdateRule#stateLength} values
     * @throws IllegalArgumentException if a length differs
     */
    default void load(float[] parameters, float[] updaterState) {
        load(parameters, updaterState, 0);
    }

    /**
     * Loads the training state and starts a new sequence of dropout masks.
     *
     * @param parameters {@link #parameters} values
     * @param updaterState {@link UpdateRule#stateLength} values
     * @param dropoutSeed seed of the masks, which are the same for every vector width
     * @throws IllegalArgumentException if a length differs
     */
    void load(float[] parameters, float[] updaterState, long dropoutSeed);

    /**
     * Stores the training state. Without a training step in between, it is bit for bit the state that was loaded.
     *
     * @param parameters {@link #parameters} values
     * @param updaterState {@link UpdateRule#stateLength} values
     * @throws IllegalArgumentException if a length differs
     */
    void store(float[] parameters, float[] updaterState);

    /**
     * Runs one training step: forward pass, backpropagation and update.
     *
     * @param images images, of which the first {@code size} are used
     * @param labels size x classes, one-hot or soft; may be longer
     * @param size number of examples, at most the configured maximum
     * @param learningRate learning rate of this step
     * @param iteration number of steps before this one; Adam's t is one more
     * @throws IllegalArgumentException if size is out of range or there are too few images or labels
     */
    void train(Images images, float[] labels, int size, double learningRate, long iteration);

    /** Runs {@link #train(Images, float[], int, double, long)} on {@link FloatImages}. */
    default void train(float[] features, float[] labels, int size, double learningRate, long iteration) {
        train(new FloatImages(features), labels, size, learningRate, iteration);
    }

    /**
     * Returns the loss of the last minibatch trained, before its update, as DL4J's {@code score()} does: the mean
     * cross entropy of the examples in nats, with probabilities of at least 1e-10, plus l2 / 2 times the sum of the
     * squared weights (without biases). NaN before the first step.
     */
    double loss();

    /**
     * Returns the number of examples of the last minibatch trained for which the class of the largest probability,
     * before the update, was the class of the largest label.
     */
    int correct();

    /**
     * Computes class probabilities; the training state does not change.
     *
     * @param images images, of which the first {@code size} are used
     * @param size number of examples, without a limit
     * @param probabilities output, size x classes, row-major
     * @throws IllegalArgumentException if size is negative or there are too few images or probabilities
     */
    void predict(Images images, int size, float[] probabilities);

    /** Runs {@link #predict(Images, int, float[])} on {@link FloatImages}. */
    default void predict(float[] features, int size, float[] probabilities) {
        predict(new FloatImages(features), size, probabilities);
    }
}
