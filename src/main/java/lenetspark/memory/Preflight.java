package lenetspark.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lenetspark.spark.JobScope;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Checks the driver and the executors before the first round: loads ND4J's native library on each, and compares their memory
 * limits with the need of the run. Emits a warning with the remedy for each limit that is too small, but does not refuse the
 * run, which may still succeed.
 */
public final class Preflight {

    private static final double DEFAULT_MEMORY_FRACTION = 0.6;

    private Preflight() {}

    /**
     * Loads ND4J's native library on the driver.
     *
     * @throws NativeLibraryException if the library cannot be loaded
     */
    public static void requireNativeLibrary() {
        requireNativeLibrary(JvmMemory.ofThisJvm());
    }

    private static void requireNativeLibrary(JvmMemory jvm) {
        if (jvm.nativeFailure != null) {
            throw new NativeLibraryException(jvm);
        }
    }

    /**
     * Checks the driver and the current executors of a context.
     *
     * @param warnings receives a line for each limit that is too small
     * @throws NativeLibraryException if a JVM cannot load ND4J's native library
     */
    public static void check(JavaSparkContext context, MemoryNeed need, Consumer<String> warnings) {
        List<JvmMemory> jvms = jvms(context, need.replicas());
        jvms.forEach(Preflight::requireNativeLibrary);
        double fraction = context.getConf().getDouble("spark.memory.fraction", DEFAULT_MEMORY_FRACTION);
        new MemoryCheck(need, fraction).warnings(jvms).forEach(warnings);
    }

    /** Returns the driver and every executor that runs at least one of {@code tasks} tasks. */
    private static List<JvmMemory> jvms(JavaSparkContext context, int tasks) {
        // YARN and Kubernetes kill a container that uses more than heap and overhead, however much memory the machine
        // has.
        String master = context.master();
        boolean limited = master.startsWith("yarn") || master.startsWith("k8s");
        long overhead = context.getConf().getSizeAsMb("spark.executor.memoryOverhead", "384m") << 20;
        Map<String, JvmMemory> found = new LinkedHashMap<>();
        JvmMemory driver = JvmMemory.ofThisJvm();
        found.put(driver.executor, driver);
        try (JobScope jobs = JobScope.open(context).describe("check the memory of the executors")) {
            context.parallelize(Collections.nCopies(tasks, 0), tasks)
                    .map(task -> JvmMemory.ofThisJvm())
                    .collect()
                    .forEach(jvm -> found.putIfAbsent(
                            jvm.executor, limited ? jvm.withContainerLimit(jvm.heap + overhead) : jvm));
        }
        return new ArrayList<>(found.values());
    }
}
