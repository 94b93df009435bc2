package lenetspark.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryCheckTest {

    private static final long MB = 1 << 20;

    /** MNIST on eight replicas with Adam. */
    private static final MemoryNeed MNIST = new MemoryNeed(58 * MB, 740_472, 8, 8, 6);

    private static JvmMemory jvm(String name, long heapMb, long containerMb, long nativeMb) {
        return new JvmMemory(name, "host" + name, heapMb * MB, containerMb * MB, nativeMb * MB, null);
    }

    private static List<String> check(MemoryNeed need, JvmMemory... jvms) {
        return new MemoryCheck(need, 0.6).warnings(List.of(jvms));
    }

    @Test
    void shouldNotWarnWhenMemoryIsSufficient() {
        assertThat(check(MNIST, jvm("driver", 1024, 1408, 2048), jvm("1", 1024, 1408, 2048)))
                .isEmpty();
    }

    @Test
    void shouldNameTheOverheadThatAContainerNeeds() {
        assertThat(check(MNIST, jvm("driver", 1024, 1407, 0), jvm("1", 1024, 1024, 0), jvm("2", 1024, 1024, 0)))
                .containsExactly(
                        "the driver has a heap of 1,024 MB in a container or machine of 1,407 MB, and needs about 384 MB of other memory: set spark.driver.memoryOverhead=384m or a smaller heap; the same on 2 others");
        assertThat(check(MNIST, jvm("driver", 1024, 4096, 0), jvm("1", 1024, 1024, 0)))
                .singleElement()
                .asString()
                .startsWith("executor 1 on host1 has a heap of 1,024 MB")
                .endsWith("set spark.executor.memoryOverhead=384m or a smaller heap");
    }

    @Test
    void shouldUseTheMemoryThatTheClusterGrantsAsContainerLimit() {
        JvmMemory onALargeMachine = jvm("1", 1024, 64_000, 0);

        assertThat(check(MNIST, jvm("driver", 1024, 4096, 0), onALargeMachine.withContainerLimit(1407 * MB)))
                .singleElement()
                .asString()
                .contains("in a container or machine of 1,407 MB");
        assertThat(check(MNIST, jvm("driver", 1024, 4096, 0), onALargeMachine.withContainerLimit(1408 * MB)))
                .isEmpty();
    }

    @Test
    void shouldNameTheLimitOfJavaCpp() {
        assertThat(check(MNIST, jvm("driver", 1024, 4096, 0), jvm("1", 512, 4096, 895)))
                .containsExactly(
                        "executor 1 on host1 limits ND4J to a process size of 895 MB, less than its heap and native libraries may need: set -Dorg.bytedeco.javacpp.maxphysicalbytes=896m in spark.executor.extraJavaOptions");
        assertThat(check(MNIST, jvm("driver", 1024, 4096, 0), jvm("1", 512, 4096, 896)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 513, true", "1, 512, false", "2, 1026, true", "2, 1024, false"})
    void shouldWarnWhenTheExamplesOfAnExecutorDoNotFit(int executors, long megabytes, boolean warned) {
        // (1154 - 300) * 0.6 = 512.4 MB are available for blocks.
        List<JvmMemory> jvms = new ArrayList<>(List.of(jvm("driver", 2048, 9000, 0)));
        for (int i = 1; i <= executors; i++) {
            jvms.add(jvm(String.valueOf(i), 1154, 9000, 0));
        }
        List<String> warnings = check(new MemoryNeed(megabytes * MB, 1, 8, 8, 6), jvms.toArray(JvmMemory[]::new));

        assertThat(warnings).hasSize(warned ? 1 : 0);
        assertThat(warnings)
                .allMatch(line ->
                        line.startsWith("executor 1 on host1 keeps about 513 MB of examples, more than the 512 MB"))
                .allMatch(line -> line.contains("set --executor-memory 1444m or use more executors"));
    }

    @Test
    void shouldTreatTheDriverAsTheExecutorOfALocalMaster() {
        assertThat(check(new MemoryNeed(600 * MB, 1, 2, 2, 4), jvm("driver", 1154, 9000, 0)))
                .singleElement()
                .asString()
                .startsWith("the driver keeps about 600 MB of examples")
                .contains("--driver-memory");
    }

    @Test
    void shouldWarnWhenTheStatesOfARoundDoNotFitTheDriver() {
        assertThat(check(
                        new MemoryNeed(MB, 740_472, 1_000, 1_000, 64),
                        jvm("driver", 2048, 9000, 0),
                        jvm("1", 1024, 9000, 0)))
                .containsExactly(
                        "a round brings 1,412 MB to the driver, which has a heap of 2,048 MB: set --driver-memory 3125m, or aggregation-depth to 2");
        assertThat(check(
                        new MemoryNeed(MB, 740_472, 1_000, 64, 64),
                        jvm("driver", 2048, 9000, 0),
                        jvm("1", 1024, 9000, 0)))
                .isEmpty();
    }

    @Test
    void shouldSuggestAggregationDepthOnlyWhereItReducesTheStates() {
        JvmMemory driver = jvm("driver", 512, 9000, 0);
        long state = 100 * MB;

        assertThat(check(new MemoryNeed(MB, state, 7, 7, 6), driver))
                .singleElement()
                .asString()
                .endsWith("aggregation-depth to 2");
        assertThat(check(new MemoryNeed(MB, state, 6, 6, 6), driver))
                .singleElement()
                .asString()
                .doesNotContain("depth");
        // Four replicas form two groups of two.
        assertThat(check(new MemoryNeed(MB, state, 4, 4, 4), driver))
                .singleElement()
                .asString()
                .doesNotContain("depth");
    }

    @Test
    void shouldNameTheJvmWhoseNativeLibraryIsMissing() {
        JvmMemory broken = new JvmMemory("3", "node7", 1, 1, 1, "java.lang.UnsatisfiedLinkError: no jnind4jcpu");

        assertThat(new NativeLibraryException(broken))
                .hasMessageStartingWith("ND4J's native library cannot be loaded by executor 3 on node7: "
                        + "java.lang.UnsatisfiedLinkError: no jnind4jcpu; it needs Linux with glibc");
    }
}
