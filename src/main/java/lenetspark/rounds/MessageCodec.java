package lenetspark.rounds;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag$;

/**
 * Converts messages for Spark's RPC. In local mode a message is passed as it is; otherwise it is serialized to a byte array,
 * because the RPC threads of an executor start before the job's jar is loaded and cannot resolve its classes. The sender and
 * the receiver, which can, serialize and deserialize.
 */
final class MessageCodec implements Serializable {

    private static final long serialVersionUID = 1L;

    private final boolean local;

    /** Creates a codec for messages between the driver and the tasks of {@code context}. */
    MessageCodec(SparkContext context) {
        local = context.isLocal();
    }

    /** Returns {@code message} in the form in which it is sent. */
    <T> Object encode(T message) {
        if (local) {
            return message;
        }
        ByteBuffer buffer = serializer().serialize(message, ClassTag$.MODULE$.apply(message.getClass()));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Returns the message that {@link #encode} was given; the caller knows its class. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <T> T decode(Object encoded) {
        return encoded instanceof byte[] bytes
                ? serializer()
                        .deserialize(
                                ByteBuffer.wrap(bytes),
                                MessageCodec.class.getClassLoader(),
                                ClassTag$.MODULE$.apply(Object.class))
                : (T) encoded;
    }

    /** Returns the size of an encoded message in bytes; 0 in local mode, where nothing is copied. */
    static long size(Object encoded) {
        return encoded instanceof byte[] bytes ? bytes.length : 0;
    }

    private static SerializerInstance serializer() {
        return SparkEnv.get().closureSerializer().newInstance();
    }
}
