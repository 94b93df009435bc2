package lenetspark.training.replica;

import java.io.Serializable;

/** Builds replicas on the executors. Implementations hold plain values only, so that any serializer carries them. */
public interface ReplicaFactory extends Serializable {

    /** A new replica for minibatches of up to {@code maxMinibatch} examples. */
    Replica create(int maxMinibatch);
}
