package lenet.training;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** What computes inside a replica. Driver, averaging, checkpoints and files do not know which one ran. */
public enum Engine {
    /** A stock {@code MultiLayerNetwork}: any network, and the reference that other engines are tested against. */
    DL4J {
        @Override
        ReplicaFactory factory(MultiLayerConfiguration configuration) {
            return new Dl4jReplica.Factory(configuration.toJson());
        }
    };

    abstract ReplicaFactory factory(MultiLayerConfiguration configuration);
}
