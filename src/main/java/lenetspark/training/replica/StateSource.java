package lenetspark.training.replica;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Source from which the replicas of a round get the state: sent with the request, or broadcast. */
public interface StateSource extends Serializable {

    /**
     * Maximum total size in bytes of a state that the driver sends to each replica of a round itself. The updates that it receives
     * in the round are as large.
     */
    long MAX_BYTES_SENT = 8_000_000;

    /** Returns the state in new arrays. */
    ModelState get();

    /** Frees the memory of the state on the executors. */
    void release();

    /**
     * Returns the source with the least delay: the state is sent with the request if it is small enough for the number of
     * replicas; otherwise it is broadcast, and executors fetch it from each other.
     */
    static StateSource of(ModelState state, int replicas, JavaSparkContext context) {
        PackedState packed = PackedState.pack(state);
        return replicas * packed.bytes() <= MAX_BYTES_SENT ? packed : new BroadcastState(context.broadcast(packed));
    }

    /** A broadcast state. */
    final class BroadcastState implements StateSource {
        private static final long serialVersionUID = 1L;

        private final Broadcast<PackedState> broadcast;

        BroadcastState(Broadcast<PackedState> broadcast) {
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
