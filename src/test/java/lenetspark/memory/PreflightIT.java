package lenetspark.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class PreflightIT {

    private static List<String> check(long examples, SparkConf conf) {
        List<String> warnings = new ArrayList<>();
        conf.setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            Preflight.check(context, new MemoryNeed(examples, 740_472, 3, 3, 4), warnings::add);
        }
        return warnings;
    }

    @Test
    void shouldFindEnoughMemoryForMnist() {
        assertThat(check(58L << 20, new SparkConf())).isEmpty();
    }

    @Test
    void shouldWarnOfTooLittleMemoryForATerabyteOfExamples() {
        assertThat(check(1L << 40, new SparkConf()))
                .singleElement()
                .asString()
                .startsWith("the driver keeps about 1,048,576 MB of examples, more than the ");
    }

    @Test
    void shouldUseTheMemoryFractionOfSpark() {
        long half = Runtime.getRuntime().maxMemory() / 2;

        assertThat(check(half, new SparkConf().set("spark.memory.fraction", "0.9")))
                .isEmpty();
        assertThat(check(half, new SparkConf().set("spark.memory.fraction", "0.1")))
                .hasSize(1);
    }

    @Test
    void shouldMeasureThisJvm() {
        try (JavaSparkContext context = new JavaSparkContext(new SparkConf()
                .setMaster("local[1]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1"))) {
            JvmMemory memory = JvmMemory.ofThisJvm();

            assertThat(memory.name()).isEqualTo("the driver");
            assertThat(memory.heap).isEqualTo(Runtime.getRuntime().maxMemory());
            assertThat(memory.container).isGreaterThan(memory.heap);
            assertThat(memory.nativeLimit).isPositive();
            assertThat(memory.nativeFailure).isNull();
        }
    }
}
