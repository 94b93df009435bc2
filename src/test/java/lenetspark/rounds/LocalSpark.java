package lenetspark.rounds;

import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs a test with a Spark context of its own and stops the context afterwards. */
public final class LocalSpark {

    private LocalSpark() {}

    public static <T> T with(String master, Function<JavaSparkContext, T> test) {
        return with(master, new SparkConf(), test);
    }

    public static <T> T with(String master, SparkConf conf, Function<JavaSparkContext, T> test) {
        conf.setMaster(master)
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            context.setLogLevel("ERROR");
            return test.apply(context);
        }
    }
}
