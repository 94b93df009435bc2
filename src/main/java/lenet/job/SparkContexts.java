package lenet.job;

import lenet.config.ConfigException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Connects to the cluster that spark-submit names. */
final class SparkContexts {

    private SparkContexts() {}

    /**
     * A Spark context; the master comes from spark-submit, never from here.
     *
     * @throws ConfigException if no master is set
     */
    static JavaSparkContext connect(String name) {
        SparkConf conf = new SparkConf().setIfMissing("spark.app.name", name);
        if (!conf.contains("spark.master")) {
            throw new ConfigException(
                    "Spark's master must be set; run with spark-submit --master local[*], or with submit/local.sh");
        }
        return new JavaSparkContext(conf);
    }
}
