package lenetspark.training.round;

import java.io.Serializable;
import lenetspark.training.replica.PackedFloats;

/** Result of one replica in one round. A class rather than a record, because Kryo 4 cannot read records. */
final class ReplicaUpdate implements Contribution, Serializable {

    private static final long serialVersionUID = 1L;

    final ReplicaReport report;
    final PackedFloats parameters;
    final PackedFloats updaterState;

    /**
     * Creates an update.
     *
     * @param parameters after the round; empty if no example was left to train
     * @param updaterState after the round; empty if no example was left to train
     */
    ReplicaUpdate(ReplicaReport report, PackedFloats parameters, PackedFloats updaterState) {
        this.report = report;
        this.parameters = parameters;
        this.updaterState = updaterState;
    }

    @Override
    public void addTo(WeightedSum sum) {
        sum.add(this);
    }

    @Override
    public float[] meanParameters() {
        return parameters.unpack();
    }
}
