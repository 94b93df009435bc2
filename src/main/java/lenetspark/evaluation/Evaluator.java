package lenetspark.evaluation;

import java.util.Arrays;
import java.util.List;
import lenetspark.config.Engine;
import lenetspark.data.InputTransform;
import lenetspark.training.replica.InputPipeline;
import lenetspark.training.replica.Minibatch;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.PackedState;
import lenetspark.training.replica.Replica;
import lenetspark.training.replica.ReplicaFactory;
import lenetspark.training.replica.ReplicaPool;
import lenetspark.training.replica.Shard;
import lenetspark.training.replica.ShardedData;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.jspecify.annotations.Nullable;

/** Evaluates a classifier on the executors: one forward pass per shard, with results merged in the order of the partitions. */
public final class Evaluator implements AutoCloseable {

    private static final int BATCH_SIZE = 256;

    private final JavaSparkContext context;
    private final Broadcast<ReplicaPool> replicas;

    /**
     * Creates an evaluator. Its replicas are kept on the executors until it is closed.
     *
     * @param engine engine of the forward pass
     * @param configuration of the network, which must be a classifier
     * @param transform of features of type UBYTE, as in training
     */
    public Evaluator(
            JavaSparkContext context,
            Engine engine,
            MultiLayerConfiguration configuration,
            @Nullable InputTransform transform) {
        this.context = context;
        this.replicas = context.broadcast(new ReplicaPool(
                new ReplicaFactory(engine, configuration, null), BATCH_SIZE, InputPipeline.of(transform)));
    }

    /**
     * Evaluates the network in one Spark job.
     *
     * @param state the parameters to evaluate
     * @param description of the job in the Spark UI
     */
    public EvaluationResult evaluate(ModelState state, ShardedData data, String description) {
        Broadcast<PackedState> broadcast = context.broadcast(PackedState.pack(state));
        try {
            List<EvaluationResult> parts =
                    new EvaluateTask(replicas, broadcast).runOn(data, context, EvaluationResult.class, description);
            EvaluationResult whole = new EvaluationResult(
                    parts.stream().mapToInt(EvaluationResult::classes).max().orElse(0));
            for (EvaluationResult part : parts) {
                if (part.examples() > 0) {
                    whole.append(part);
                }
            }
            return whole;
        } finally {
            broadcast.destroy();
        }
    }

    /** Removes the replicas from the executors. */
    @Override
    public void close() {
        replicas.destroy();
    }

    private static final class EvaluateTask extends ShardTask<EvaluationResult> {
        private static final long serialVersionUID = 1L;

        private final Broadcast<ReplicaPool> replicas;
        private final Broadcast<PackedState> state;

        EvaluateTask(Broadcast<ReplicaPool> replicas, Broadcast<PackedState> state) {
            this.replicas = replicas;
            this.state = state;
        }

        @Override
        EvaluationResult run(int partition, Shard shard) {
            return shard.size() == 0
                    ? new EvaluationResult(0)
                    : replicas.value().run(shard, (replica, minibatch) -> evaluate(replica, minibatch, shard));
        }

        private EvaluationResult evaluate(Replica replica, Minibatch minibatch, Shard shard) {
            int classes = minibatch.labelLength();
            EvaluationResult result = new EvaluationResult(classes);
            float[] probabilities = new float[minibatch.capacity() * classes];
            int[] order = new int[shard.size()];
            Arrays.setAll(order, i -> i);
            TaskContext task = TaskContext.get();
            replica.load(state.value().get(), 0);
            for (int from = 0; from < shard.size(); from += minibatch.capacity()) {
                task.killTaskIfInterrupted();
                minibatch.fill(shard, order, from, Math.min(shard.size(), from + minibatch.capacity()), 0);
                replica.predict(minibatch, probabilities);
                for (int i = 0; i < minibatch.size(); i++) {
                    count(result, minibatch.labels(), probabilities, i * classes, classes);
                }
            }
            return result;
        }

        private static void count(
                EvaluationResult result, float[] labels, float[] probabilities, int offset, int classes) {
            int label = Argmax.of(labels, offset, classes);
            int predicted = Argmax.of(probabilities, offset, classes);
            double loss = -Math.log(Math.max(probabilities[offset + label], Float.MIN_NORMAL));
            result.add(label, predicted, probabilities[offset + predicted], loss);
        }
    }
}
