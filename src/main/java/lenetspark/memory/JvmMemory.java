package lenetspark.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkEnv;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** Memory limits of a JVM of the job. A class instead of a record, because Kryo 4 cannot read records. */
final class JvmMemory implements Serializable {

    private static final long serialVersionUID = 1L;

    final String executor;
    final String host;
    final long heap;
    final long container;
    final long nativeLimit;
    final @Nullable String nativeFailure;

    /**
     * Creates the description of a JVM; sizes are in bytes.
     *
     * @param executor executor id of Spark; {@code driver} for the driver
     * @param heap maximum heap size (-Xmx)
     * @param container memory limit of the container of the JVM; without a container, the memory of the machine
     * @param nativeLimit process size above which JavaCPP refuses to allocate memory for ND4J ({@code maxphysicalbytes}); 0 for
     *     no limit
     * @param nativeFailure reason why ND4J's native library cannot be loaded; null if it can
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

    /** Returns the limits of this JVM, in which Spark must run. Loads ND4J's native library. */
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
            return ExceptionUtils.getRootCause(e).toString();
        }
    }

    /** Returns the same JVM with a container limit of at most {@code limit} bytes. */
    JvmMemory withContainerLimit(long limit) {
        return new JvmMemory(executor, host, heap, Math.min(container, limit), nativeLimit, nativeFailure);
    }

    /** Returns the name of the process in messages. */
    String name() {
        return isDriver() ? "the driver" : "executor %s on %s".formatted(executor, host);
    }

    boolean isDriver() {
        return executor.equals("driver");
    }
}
