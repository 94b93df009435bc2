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

/** A task that does a round's work, asks the driver for more, and leaves when it says so. Returns its number of rounds. */
final class ResidentTask<T, O, R> extends AbstractFunction1<Iterator<T>, Integer> implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

    private final String endpoint;
    private final MessageCodec wire;
    private final int session;
    private final RoundWork<T, O, R> work;

    ResidentTask(String endpoint, MessageCodec wire, int session, RoundWork<T, O, R> work) {
        this.endpoint = endpoint;
        this.wire = wire;
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
        RoundReply<R> report = RoundReply.arrival(session, partition);
        int rounds = 0;
        while (true) {
            Object answer = driver.askSync(wire.pack(report), ANY);
            if (answer.equals(RoundCoordinator.LEAVE)) {
                return rounds;
            }
            // Spark marks a task that is to end, and leaves it to the task to look.
            task.killTaskIfInterrupted();
            RoundRequest<O> order = wire.unpack(answer);
            report = new RoundReply<>(session, partition, order.round(), work.run(partition, element, order.content()));
            rounds++;
        }
    }
}
