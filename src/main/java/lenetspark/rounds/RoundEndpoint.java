package lenetspark.rounds;

import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEnv;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Where the tasks' reports arrive on the driver. Spark's own RPC, because it is there in every deploy mode, reaches through
 * the same ports and is authenticated and encrypted as the user has set it.
 */
final class RoundEndpoint<R> implements RpcEndpoint {

    private final RpcEnv rpcEnv;
    private final RoundCoordinator<R> coordinator;
    private final MessageCodec wire;

    RoundEndpoint(RpcEnv rpcEnv, RoundCoordinator<R> coordinator, MessageCodec wire) {
        this.rpcEnv = rpcEnv;
        this.coordinator = coordinator;
        this.wire = wire;
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
                coordinator.report(wire.unpack(message), MessageCodec.size(message), context::reply);
                return (B) BoxedUnit.UNIT;
            }
        };
    }
}
