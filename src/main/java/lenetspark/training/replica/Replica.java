package lenetspark.training.replica;

/**
 * A network that trains on an executor: flat parameters and updater state in, minibatches, flat parameters and updater
 * state out, all in DL4J's own layout. Not thread-safe; one task uses it at a time, and {@link #load} leaves nothing of
 * what an earlier task did.
 */
public interface Replica {

    /** What {@link #correct} returns for a network that is not a plain classifier. */
    int UNKNOWN = -1;

    /** What computes: replicas of the same description give the same bits. */
    String description();

    /**
     * Takes the state to train on from.
     *
     * @param seed of whatever is random inside the network (dropout)
     */
    void load(ModelState state, long seed);

    /** Makes one update: forward, backward, updater; the iteration count advances by one. */
    void train(Minibatch minibatch);

    /** Loss of the last trained minibatch before its update: mean over the examples, regularization included. */
    double loss();

    /** Number of examples of the last trained minibatch classified right before its update, or {@link #UNKNOWN}. */
    int correct();

    /** Copies out the parameters and the updater state; arrays as long as those loaded. */
    void store(float[] parameters, float[] updaterState);

    /**
     * Forward pass without training.
     *
     * @param probabilities receives the outputs, {@code size x labelLength}, row-major
     */
    void predict(Minibatch minibatch, float[] probabilities);
}
