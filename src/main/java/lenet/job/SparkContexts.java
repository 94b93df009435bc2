package lenet.job;

import lenet.config.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Connects to the cluster that spark-submit names. */
final class SparkContexts {

    private static final String HADOOP = "spark.hadoop.";

    /** How many rows are read at a time, 4,096 by default: too many files to hold at once. */
    private static final String ROWS_AT_A_TIME = "spark.sql.parquet.columnarReaderBatchSize";

    private static final String ROWS = "256";

    private SparkContexts() {}

    /**
     * A Spark context; the master comes from spark-submit, never from here.
     *
     * @throws ConfigException if no master is set
     */
    static JavaSparkContext connect(String name) {
        return new JavaSparkContext(configuration(name));
    }

    /**
     * A context with SQL, reading in pieces that suit images; what the user has set stays as it is.
     *
     * @throws ConfigException if no master is set
     */
    static SparkSession connectWithSql(String name) {
        SparkConf conf = configuration(name);
        conf.setIfMissing(ROWS_AT_A_TIME, ROWS);
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** SQL on a context that is there, reading in pieces that suit images; what the user has set stays as it is. */
    static SparkSession sqlOn(JavaSparkContext context) {
        SparkConf conf = context.getConf().setIfMissing(ROWS_AT_A_TIME, ROWS);
        return SparkSession.builder().config(conf).getOrCreate();
    }

    private static SparkConf configuration(String name) {
        SparkConf conf = new SparkConf().setIfMissing("spark.app.name", name);
        if (!conf.contains("spark.master")) {
            throw new ConfigException(
                    "Spark's master must be set; run with spark-submit --master local[*], or with submit/local.sh");
        }
        return conf;
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
