package lenetspark.rounds;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.util.RpcUtils;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * Spark task that computes one partition in one round after the other: it sends a reply to the driver, receives the request
 * for the next round, and exits when the driver answers {@link RoundCoordinator#EXIT}. Returns the number of rounds computed.
 */
final class ResidentTask<T, I, R> extends AbstractFunction1<Iterator<T>, Integer> implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final ClassTag<Object> OBJECT_TAG = ClassTag$.MODULE$.apply(Object.class);

    private final String endpoint;
    private final MessageCodec codec;
    private final int session;
    private final RoundWork<T, I, R> work;

    ResidentTask(String endpoint, MessageCodec codec, int session, RoundWork<T, I, R> work) {
        this.endpoint = endpoint;
        this.codec = codec;
        this.session = session;
        this.work = work;
    }

    @Override
    public Integer apply(Iterator<T> elements) {
        SparkEnv env = SparkEnv.get();
        RpcEndpointRef driver = RpcUtils.makeDriverRef(endpoint, env.conf(), env.rpcEnv());
        TaskContext task = TaskContext.get();
        int partition = task.partitionId();
        T element = elements.next();
        RoundReply<R> reply = RoundReply.started(session, partition);
        int rounds = 0;
        while (true) {
            Object answer = driver.askSync(codec.encode(reply), OBJECT_TAG);
            if (answer.equals(RoundCoordinator.EXIT)) {
                return rounds;
            }
            // Spark only marks a task as killed; the task itself must check the mark.
            task.killTaskIfInterrupted();
            RoundRequest<I> request = codec.decode(answer);
            reply = new RoundReply<>(
                    session, partition, request.round(), work.run(partition, element, request.input()));
            rounds++;
        }
    }
}
