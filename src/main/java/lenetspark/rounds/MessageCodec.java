package lenetspark.rounds;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag$;

/**
 * Objects on their way through Spark's RPC: themselves within a process, else bytes. The RPC's threads on an executor are
 * older than the job's jar and do not find the jar's classes, so they see an array only; whoever sends or receives makes
 * it, and finds them.
 */
final class MessageCodec implements Serializable {

    private static final long serialVersionUID = 1L;

    private final boolean withinProcess;

    /** The way between the driver and the tasks of {@code context}. */
    MessageCodec(SparkContext context) {
        withinProcess = context.isLocal();
    }

    <T> Object pack(T message) {
        if (withinProcess) {
            return message;
        }
        ByteBuffer packed = serializer().serialize(message, ClassTag$.MODULE$.apply(message.getClass()));
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        return bytes;
    }

    /** The message, of which the caller knows the class. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <T> T unpack(Object packed) {
        return packed instanceof byte[] bytes
                ? serializer()
                        .deserialize(
                                ByteBuffer.wrap(bytes),
                                MessageCodec.class.getClassLoader(),
                                ClassTag$.MODULE$.apply(Object.class))
                : (T) packed;
    }

    /** Size in bytes of what {@link #pack} made; 0 within a process, where nothing is copied. */
    static long size(Object packed) {
        return packed instanceof byte[] bytes ? bytes.length : 0;
    }

    private static SerializerInstance serializer() {
        return SparkEnv.get().closureSerializer().newInstance();
    }
}
