package lenetspark.training.replica;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Pool of the replicas of one executor. The driver broadcasts it once per run, and every executor keeps one copy until the
 * broadcast is destroyed. A replica and its buffers are therefore created once per task slot and reused by all later rounds.
 */
public final class ReplicaPool implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ReplicaFactory factory;
    private final int maxMinibatch;
    private final InputPipeline pipeline;
    private transient @Nullable Deque<PooledReplica> idle;

    /**
     * Creates an empty pool.
     *
     * @param maxMinibatch maximum number of examples in a minibatch
     */
    public ReplicaPool(ReplicaFactory factory, int maxMinibatch, InputPipeline pipeline) {
        this.factory = factory;
        this.maxMinibatch = maxMinibatch;
        this.pipeline = pipeline;
    }

    /** A replica and the buffer of its minibatches. */
    record PooledReplica(Replica replica, Minibatch minibatch) {}

    /** Computation of a task on a replica. */
    public interface Work<T> {
        T run(Replica replica, Minibatch minibatch);
    }

    /** Runs {@code work} on an idle replica or on a new one. If the work fails, its replica is discarded. */
    public <T> T run(Shard shard, Work<T> work) {
        PooledReplica pooled = acquire();
        if (pooled == null) {
            pooled = new PooledReplica(factory.create(maxMinibatch), new Minibatch(shard, maxMinibatch, pipeline));
        } else if (!pooled.minibatch().fits(shard)) {
            pooled = new PooledReplica(pooled.replica(), new Minibatch(shard, maxMinibatch, pipeline));
        }
        T result = work.run(pooled.replica(), pooled.minibatch());
        pooled.minibatch().clear();
        release(pooled);
        return result;
    }

    private synchronized @Nullable PooledReplica acquire() {
        return idle == null ? null : idle.pollFirst();
    }

    private synchronized void release(PooledReplica pooled) {
        if (idle == null) {
            idle = new ArrayDeque<>();
        }
        idle.addFirst(pooled);
    }
}
