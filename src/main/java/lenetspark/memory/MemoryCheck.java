package lenetspark.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Compares the memory need of a run with the limits of its JVMs. */
final class MemoryCheck {

    /** Reserved memory of Spark in bytes; source: "Memory Management" in the documentation of Spark. */
    private static final long SPARK_RESERVED = 300L << 20;

    private final MemoryNeed need;
    private final double memoryFraction;

    /**
     * Creates a check.
     *
     * @param memoryFraction value of {@code spark.memory.fraction}: share of the heap, less the reserved memory, for cached blocks
     */
    MemoryCheck(MemoryNeed need, double memoryFraction) {
        this.need = need;
        this.memoryFraction = memoryFraction;
    }

    /** Returns a line with the remedy for each limit that is too small. Each line names the first JVM and counts the others. */
    List<String> warnings(List<JvmMemory> jvms) {
        List<String> warnings = new ArrayList<>();
        int executors = (int) jvms.stream().filter(jvm -> !jvm.isDriver()).count();
        boolean local = executors == 0;
        add(warnings, jvms, this::containerWarning);
        add(warnings, jvms, MemoryCheck::nativeLimitWarning);
        add(warnings, jvms, jvm -> jvm.isDriver() && !local ? "" : storageWarning(jvm, Math.max(1, executors)));
        add(warnings, jvms, jvm -> jvm.isDriver() ? driverHeapWarning(jvm) : "");
        return warnings;
    }

    private static void add(List<String> warnings, List<JvmMemory> jvms, Function<JvmMemory, String> check) {
        List<String> found =
                jvms.stream().map(check).filter(line -> !line.isEmpty()).toList();
        if (!found.isEmpty()) {
            warnings.add(
                    found.get(0) + (found.size() > 1 ? "; the same on %d others".formatted(found.size() - 1) : ""));
        }
    }

    private String containerWarning(JvmMemory jvm) {
        return jvm.heap + MemoryNeed.NON_HEAP <= jvm.container
                ? ""
                : "%s has a heap of %s in a container or machine of %s, and needs about %s of other memory: set %s=%s or a smaller heap"
                        .formatted(
                                jvm.name(),
                                megabytes(jvm.heap),
                                megabytes(jvm.container),
                                megabytes(MemoryNeed.NON_HEAP),
                                jvm.isDriver() ? "spark.driver.memoryOverhead" : "spark.executor.memoryOverhead",
                                setting(MemoryNeed.NON_HEAP));
    }

    private static String nativeLimitWarning(JvmMemory jvm) {
        long required = jvm.heap + MemoryNeed.NON_HEAP;
        return jvm.nativeLimit == 0 || jvm.nativeLimit >= required
                ? ""
                : "%s limits ND4J to a process size of %s, less than its heap and native libraries may need: set -Dorg.bytedeco.javacpp.maxphysicalbytes=%s in %s"
                        .formatted(
                                jvm.name(),
                                megabytes(jvm.nativeLimit),
                                setting(required),
                                jvm.isDriver() ? "spark.driver.extraJavaOptions" : "spark.executor.extraJavaOptions");
    }

    private String storageWarning(JvmMemory jvm, int executors) {
        long shards = need.examplesPerExecutor(executors);
        long storage = (long) ((jvm.heap - SPARK_RESERVED) * memoryFraction);
        if (shards <= storage) {
            return "";
        }
        long heap = (long) (shards / memoryFraction) + SPARK_RESERVED;
        return "%s keeps about %s of examples, more than the %s that Spark has for them, and would read them from disk in every round: set %s %s or use more executors"
                .formatted(
                        jvm.name(),
                        megabytes(shards),
                        megabytes(Math.max(0, storage)),
                        jvm.isDriver() ? "--driver-memory" : "--executor-memory",
                        setting(heap + heap / 4));
    }

    private String driverHeapWarning(JvmMemory driver) {
        long results = need.driverHeap();
        return results <= (driver.heap - SPARK_RESERVED) / 2
                ? ""
                : "a round brings %s to the driver, which has a heap of %s: set --driver-memory %s%s"
                        .formatted(
                                megabytes(results),
                                megabytes(driver.heap),
                                setting(2 * results + SPARK_RESERVED),
                                need.statesWithGroups() < need.statesAtDriver() ? ", or aggregation-depth to 2" : "");
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", bytes >> 20);
    }

    /** Formats a size so that Spark, Java and JavaCPP can parse it. */
    private static String setting(long bytes) {
        return ((bytes + (1 << 20) - 1) >> 20) + "m";
    }
}
