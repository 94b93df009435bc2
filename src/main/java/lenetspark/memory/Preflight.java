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
 * Looks at driver and executors before the first round: loads ND4J's native library on each, and compares their memory with
 * what the run needs. What is short is said in one line with what to set; a run that may still end well is not refused.
 */
public final class Preflight {

    private static final double DEFAULT_MEMORY_FRACTION = 0.6;

    private Preflight() {}

    /**
     * Loads ND4J's native library on the driver.
     *
     * @throws NativeLibraryException if it cannot be loaded
     */
    public static void requireNativeLibrary() {
        require(JvmMemory.ofThisJvm());
    }

    private static void require(JvmMemory jvm) {
        if (jvm.nativeFailure != null) {
            throw new NativeLibraryException(jvm);
        }
    }

    /**
     * Checks the JVMs that a context has at present.
     *
     * @param warnings hears a line for each thing that is too small
     * @throws NativeLibraryException if ND4J's native library cannot be loaded somewhere
     */
    public static void check(JavaSparkContext context, MemoryNeed need, Consumer<String> warnings) {
        List<JvmMemory> jvms = look(context, need.replicas());
        jvms.forEach(Preflight::require);
        double fraction = context.getConf().getDouble("spark.memory.fraction", DEFAULT_MEMORY_FRACTION);
        new MemoryCheck(need, fraction).warnings(jvms).forEach(warnings);
    }

    /** The driver, then every executor that took one of as many tasks as there will be in a round. */
    private static List<JvmMemory> look(JavaSparkContext context, int tasks) {
        // YARN and Kubernetes end a container that takes more than heap and overhead, whatever the machine has.
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
                    .forEach(jvm -> found.putIfAbsent(jvm.executor, limited ? jvm.in(jvm.heap + overhead) : jvm));
        }
        return new ArrayList<>(found.values());
    }
}
