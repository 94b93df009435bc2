package lenet.kernel;

/**
 * LeNet-5 with its loss and its update rule, on one thread: 32x32 input, convolutions of 6, 16 and 120 maps (5x5), 2x2
 * pooling after the first two, a dense layer of 84 and a softmax over the classes.
 *
 * <p>Parameters and updater state have DL4J's flat layout, layer by layer: a convolution is its biases, then its weights
 * [output][input][row][column]; a dense layer is its weights [output][input], then its biases. Convolutions do not flip
 * the filter.
 *
 * <p>For one vector width the result is a function of the arguments alone: the same calls after the same {@link #load}
 * give the same bits on any thread, whichever kind of {@link Images} holds the same values. Nothing is allocated after the first calls. An instance is not safe for use by
 * several threads at once. A value that is not finite makes no exception; it shows in {@link #loss}.
 */
public interface LeNetKernel {

    /** The digits: the classes of a network of which nothing else is said. */
    int CLASSES = 10;

    /** Weights and biases of a network for the ten digits: 156 + 2,416 + 48,120 + 10,164 + 850. */
    int PARAMETERS = 61_706;

    /** Values per image: 32 rows of 32, already padded and scaled. */
    int IMAGE_LENGTH = 32 * 32;

    /** Weights and biases: every class has 84 weights and a bias. */
    static int parameters(int classes) {
        return 156 + 2_416 + 48_120 + 10_164 + 85 * classes;
    }

    /**
     * Copies the state of training in.
     *
     * @param parameters as many values as {@link #parameters} says
     * @param updaterState {@link UpdateRule#stateLength} values
     * @throws IllegalArgumentException if a length differs
     */
    default void load(float[] parameters, float[] updaterState) {
        load(parameters, updaterState, 0);
    }

    /**
     * Copies the state of training in, and begins a new sequence of dropout masks.
     *
     * @param parameters as many values as {@link #parameters} says
     * @param updaterState {@link UpdateRule#stateLength} values
     * @param dropoutSeed of the masks, which are the same for every vector width
     * @throws IllegalArgumentException if a length differs
     */
    void load(float[] parameters, float[] updaterState, long dropoutSeed);

    /**
     * Copies the state of training out, bit for bit what was loaded if nothing was trained in between.
     *
     * @param parameters as many values as {@link #parameters} says
     * @param updaterState {@link UpdateRule#stateLength} values
     * @throws IllegalArgumentException if a length differs
     */
    void store(float[] parameters, float[] updaterState);

    /**
     * Makes one step: forward, backward, update.
     *
     * @param images of which the first {@code size} count
     * @param labels size x classes, one-hot or soft; may be longer
     * @param size examples, at most the configured largest minibatch
     * @param learningRate for this step
     * @param iteration steps made before this one; Adam's t is one more
     * @throws IllegalArgumentException if size is out of range, or there are too few images or labels for it
     */
    void train(Images images, float[] labels, int size, double learningRate, long iteration);

    /** {@link #train(Images, float[], int, double, long)} on {@link FloatImages}. */
    default void train(float[] features, float[] labels, int size, double learningRate, long iteration) {
        train(new FloatImages(features), labels, size, learningRate, iteration);
    }

    /**
     * What DL4J's {@code score()} reports for the last minibatch trained, before its update: the mean over the examples
     * of the cross entropy in nats, with probabilities no smaller than 1e-10, plus l2 / 2 times the sum of the squared
     * weights (biases excluded). NaN before the first step.
     */
    double loss();

    /** Examples of the last minibatch trained whose largest probability, before the update, is the largest label's. */
    int correct();

    /**
     * Computes class probabilities and changes nothing else.
     *
     * @param images of which the first {@code size} count
     * @param size examples, any number
     * @param probabilities size x classes, row-major, written
     * @throws IllegalArgumentException if size is negative, or there are too few images or probabilities for it
     */
    void predict(Images images, int size, float[] probabilities);

    /** {@link #predict(Images, int, float[])} on {@link FloatImages}. */
    default void predict(float[] features, int size, float[] probabilities) {
        predict(new FloatImages(features), size, probabilities);
    }
}
