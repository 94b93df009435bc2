package lenetspark.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Compares what a run needs with what its JVMs may use. */
final class MemoryCheck {

    /** Spark's reserved memory, and the share of the rest that it keeps blocks in: Spark's documentation, "Memory Management". */
    private static final long SPARK_RESERVED = 300L << 20;

    private final MemoryNeed need;
    private final double memoryFraction;

    /**
     * A check.
     *
     * @param memoryFraction as {@code spark.memory.fraction}
     */
    MemoryCheck(MemoryNeed need, double memoryFraction) {
        this.need = need;
        this.memoryFraction = memoryFraction;
    }

    /** One line for each thing that is too small, with what to set; each names the first JVM and counts the others. */
    List<String> warnings(List<JvmMemory> jvms) {
        List<String> warnings = new ArrayList<>();
        int executors = (int) jvms.stream().filter(jvm -> !jvm.isDriver()).count();
        boolean local = executors == 0;
        add(warnings, jvms, this::beyondContainer);
        add(warnings, jvms, MemoryCheck::beyondNativeLimit);
        add(warnings, jvms, jvm -> jvm.isDriver() && !local ? "" : shardsBeyondStorage(jvm, Math.max(1, executors)));
        add(warnings, jvms, jvm -> jvm.isDriver() ? resultsBeyondDriver(jvm) : "");
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

    private String beyondContainer(JvmMemory jvm) {
        return jvm.heap + MemoryNeed.BESIDE_HEAP <= jvm.container
                ? ""
                : "%s has a heap of %s in a container or machine of %s, and needs about %s beside it: set %s=%s or a smaller heap"
                        .formatted(
                                jvm.name(),
                                megabytes(jvm.heap),
                                megabytes(jvm.container),
                                megabytes(MemoryNeed.BESIDE_HEAP),
                                jvm.isDriver() ? "spark.driver.memoryOverhead" : "spark.executor.memoryOverhead",
                                setting(MemoryNeed.BESIDE_HEAP));
    }

    private static String beyondNativeLimit(JvmMemory jvm) {
        long enough = jvm.heap + MemoryNeed.BESIDE_HEAP;
        return jvm.nativeLimit == 0 || jvm.nativeLimit >= enough
                ? ""
                : "ND4J takes no more memory in %s when the process has %s, less than its heap and the libraries may come to: set -Dorg.bytedeco.javacpp.maxphysicalbytes=%s in %s"
                        .formatted(
                                jvm.name(),
                                megabytes(jvm.nativeLimit),
                                setting(enough),
                                jvm.isDriver() ? "spark.driver.extraJavaOptions" : "spark.executor.extraJavaOptions");
    }

    private String shardsBeyondStorage(JvmMemory jvm, int executors) {
        long shards = need.examplesOf(executors);
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

    private String resultsBeyondDriver(JvmMemory driver) {
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

    /** As Spark, Java and JavaCPP all read it. */
    private static String setting(long bytes) {
        return ((bytes + (1 << 20) - 1) >> 20) + "m";
    }
}
