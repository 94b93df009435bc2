package lenetspark.training.replica;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one executor. The driver broadcasts the pool once per run; every executor gets one copy and keeps it as
 * long as the broadcast lives, so a replica and its buffers are built once per task slot and used by all later rounds.
 */
public final class ReplicaPool implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ReplicaFactory factory;
    private final int maxMinibatch;
    private final InputPipeline pipeline;
    private transient @Nullable Deque<Slot> idle;

    public ReplicaPool(ReplicaFactory factory, int maxMinibatch, InputPipeline pipeline) {
        this.factory = factory;
        this.maxMinibatch = maxMinibatch;
        this.pipeline = pipeline;
    }

    /** A replica and the buffer that its minibatches are gathered in. */
    record Slot(Replica replica, Minibatch minibatch) {}

    /** What a task does with a replica. */
    public interface Work<T> {
        T with(Replica replica, Minibatch minibatch);
    }

    /** Runs {@code work} on an idle replica, or on a new one. A replica whose work fails is not used again. */
    public <T> T run(Shard shard, Work<T> work) {
        Slot slot = take();
        if (slot == null) {
            slot = new Slot(factory.create(maxMinibatch), new Minibatch(shard, maxMinibatch, pipeline));
        } else if (!slot.minibatch().fits(shard)) {
            slot = new Slot(slot.replica(), new Minibatch(shard, maxMinibatch, pipeline));
        }
        T result = work.with(slot.replica(), slot.minibatch());
        slot.minibatch().clear();
        giveBack(slot);
        return result;
    }

    private synchronized @Nullable Slot take() {
        return idle == null ? null : idle.pollFirst();
    }

    private synchronized void giveBack(Slot slot) {
        if (idle == null) {
            idle = new ArrayDeque<>();
        }
        idle.addFirst(slot);
    }
}
