package lenetspark.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.apache.spark.SparkEnv;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** What a JVM of the job may use. A class and not a record, because Kryo 4 cannot read records. */
final class JvmMemory implements Serializable {

    private static final long serialVersionUID = 1L;

    final String executor;
    final String host;
    final long heap;
    final long container;
    final long nativeLimit;
    final @Nullable String nativeFailure;

    /**
     * The memory of a JVM, in bytes.
     *
     * @param executor Spark's name of the process; {@code driver} for the driver
     * @param heap as -Xmx says
     * @param container limit of the container that the JVM runs in; without one, the machine's memory
     * @param nativeLimit size of the whole process beyond which JavaCPP gives ND4J no more memory, its
     *     {@code maxphysicalbytes}; 0 for none
     * @param nativeFailure why ND4J's native library cannot be loaded; null if it can
     */
    JvmMemory(
            String executor, String host, long heap, long container, long nativeLimit, @Nullable String nativeFailure) {
        this.executor = executor;
        this.host = host;
        this.heap = heap;
        this.container = container;
        this.nativeLimit = nativeLimit;
        this.nativeFailure = nativeFailure;
    }

    /** Of this JVM, in which Spark runs; loads ND4J's native library. */
    static JvmMemory ofThisJvm() {
        String failure = nativeFailure();
        return new JvmMemory(
                SparkEnv.get().executorId(),
                SparkEnv.get().blockManager().blockManagerId().host(),
                Runtime.getRuntime().maxMemory(),
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
                failure == null ? Pointer.maxPhysicalBytes() : 0,
                failure);
    }

    private static @Nullable String nativeFailure() {
        try {
            Nd4j.getExecutioner();
            return null;
        } catch (LinkageError | RuntimeException e) {
            return innermost(e).toString();
        }
    }

    private static Throwable innermost(Throwable thrown) {
        return thrown.getCause() == null ? thrown : innermost(thrown.getCause());
    }

    /** The same JVM in a container that is at most so large. */
    JvmMemory in(long limit) {
        return new JvmMemory(executor, host, heap, Math.min(container, limit), nativeLimit, nativeFailure);
    }

    /** The process as messages name it. */
    String name() {
        return isDriver() ? "the driver" : "executor %s on %s".formatted(executor, host);
    }

    boolean isDriver() {
        return executor.equals("driver");
    }
}
