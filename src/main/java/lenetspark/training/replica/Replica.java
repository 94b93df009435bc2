package lenetspark.training.replica;

/**
 * A network that is trained on an executor. It loads flat parameters and updater state, trains minibatches and stores flat
 * parameters and updater state, all in DL4J's layout. Not thread-safe; one task uses it at a time, and {@link #load} overwrites
 * the whole state of an earlier task.
 */
public interface Replica {

    /** Value of {@link #correct} for a network that is not a plain classifier. */
    int UNKNOWN = -1;

    /** Returns a description of the engine; replicas with the same description compute the same bits. */
    String description();

    /**
     * Loads the state that training starts from.
     *
     * @param seed of the random numbers inside the network (dropout)
     */
    void load(ModelState state, long seed);

    /** Makes one update: forward pass, backward pass, updater. The iteration count advances by one. */
    void train(Minibatch minibatch);

    /** Returns the loss of the last trained minibatch before its update: mean over the examples, including regularization. */
    double loss();

    /** Returns how many examples of the last trained minibatch were classified correctly before its update, or {@link #UNKNOWN}. */
    int correct();

    /** Copies the parameters and the updater state to arrays of the same lengths as those loaded. */
    void store(float[] parameters, float[] updaterState);

    /**
     * Runs a forward pass without training.
     *
     * @param probabilities receives the outputs, {@code size x labelLength}, row-major
     */
    void predict(Minibatch minibatch, float[] probabilities);
}
