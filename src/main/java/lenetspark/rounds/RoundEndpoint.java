package lenetspark.rounds;

import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEnv;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * RPC endpoint on the driver that receives the replies of the tasks. It uses Spark's own RPC because that works in every
 * deploy mode, needs no further ports, and is authenticated and encrypted as the user has configured it.
 */
final class RoundEndpoint<R> implements RpcEndpoint {

    private final RpcEnv rpcEnv;
    private final RoundCoordinator<R> coordinator;
    private final MessageCodec codec;

    RoundEndpoint(RpcEnv rpcEnv, RoundCoordinator<R> coordinator, MessageCodec codec) {
        this.rpcEnv = rpcEnv;
        this.coordinator = coordinator;
        this.codec = codec;
    }

    @Override
    public RpcEnv rpcEnv() {
        return rpcEnv;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Object message) {
                return true;
            }

            @Override
            @SuppressWarnings("unchecked")
            public <A, B> B applyOrElse(A message, Function1<A, B> otherwise) {
                coordinator.receive(codec.decode(message), MessageCodec.size(message), context::reply);
                return (B) BoxedUnit.UNIT;
            }
        };
    }
}
