package lenetspark.training.replica;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** How a state reaches the replicas. */
public interface StateSource extends Serializable {

    /** Bytes that the driver sends to the replicas of a round at most: it gets as much back from them anyway. */
    long SENT_TO_EACH = 8_000_000;

    /** The state, in arrays of its own. */
    ModelState get();

    /** Frees what the state takes on the executors. */
    void release();

    /** The way of the least delay: sent along where there are few replicas, else handed on from executor to executor. */
    static StateSource of(ModelState state, int replicas, JavaSparkContext context) {
        PackedState packed = PackedState.pack(state);
        return replicas * packed.bytes() <= SENT_TO_EACH ? packed : new Shared(context.broadcast(packed));
    }

    /** A state that Spark broadcasts. */
    final class Shared implements StateSource {
        private static final long serialVersionUID = 1L;

        private final Broadcast<PackedState> broadcast;

        Shared(Broadcast<PackedState> broadcast) {
            this.broadcast = broadcast;
        }

        @Override
        public ModelState get() {
            return broadcast.value().get();
        }

        @Override
        public void release() {
            broadcast.destroy();
        }
    }
}
