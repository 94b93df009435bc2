package lenetspark.training.round;

import java.io.Serializable;
import java.util.List;
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
    public List<ReplicaReport> reports() {
        return List.of(report);
    }

    @Override
    public long examples() {
        return report.examples;
    }

    @Override
    public long bytes() {
        return (long) parameters.bytes() + updaterState.bytes();
    }

    @Override
    public Summand parameters() {
        return new Weighted(parameters, report.examples);
    }

    @Override
    public Summand updaterState() {
        return new Weighted(updaterState, report.examples);
    }

    @Override
    public float[] meanParameters() {
        return parameters.unpack();
    }

    private record Weighted(PackedFloats values, int weight) implements Summand {

        @Override
        public int length() {
            return values.length();
        }

        @Override
        public void addTo(double[] sum, int from, int to) {
            float[] range = values.unpack(from, to);
            for (int i = from; i < to; i++) {
                sum[i] += (double) weight * range[i - from];
            }
        }
    }
}
