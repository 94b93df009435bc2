package lenet.job;

import lenet.config.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Connects to the cluster that spark-submit names. */
final class SparkContexts {

    private static final String HADOOP = "spark.hadoop.";

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

    /** Hadoop's configuration as a context would make it: what is read without one may need the same keys to a store. */
    static Configuration hadoopAlone() {
        Configuration hadoop = new Configuration();
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP)) {
            hadoop.set(setting._1(), setting._2());
        }
        return hadoop;
    }
}
