package lenetspark.job;

import java.util.function.Function;
import lenetspark.config.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Connects to the cluster that spark-submit names. */
public final class SparkContexts {

    private static final String HADOOP = "spark.hadoop.";

    /** How many rows are read at a time, 4,096 by default: too many files to hold at once. */
    private static final String ROWS_AT_A_TIME = "spark.sql.parquet.columnarReaderBatchSize";

    private static final String ROWS = "256";

    /** The beginning of the application id that Spark makes up while a standalone master has given it none. */
    private static final String UNREGISTERED = "spark-application-";

    private SparkContexts() {}

    /**
     * Starts a Spark context; the master comes from spark-submit, never from here.
     *
     * @throws ConfigException if no master is set, or Spark refuses its settings
     * @throws ClusterException if the master has not accepted the application
     */
    public static JavaSparkContext connect(String name) {
        return new JavaSparkContext(started(configuration(name), SparkContext::new));
    }

    /**
     * Starts a context with SQL, reading in pieces that suit images; what the user has set stays as it is.
     *
     * @throws ConfigException if no master is set, or Spark refuses its settings
     * @throws ClusterException if the master has not accepted the application
     */
    static SparkSession connectWithSql(String name) {
        SparkConf conf = configuration(name);
        conf.setIfMissing(ROWS_AT_A_TIME, ROWS);
        started(conf, SparkContext::getOrCreate);
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /**
     * Starts a context that the cluster has accepted. When no standalone master accepts the application within a minute,
     * Spark stops the context on another thread while its constructor goes on. What fails next, and how, is a matter of
     * chance, but the application never gets an id.
     */
    private static SparkContext started(SparkConf conf, Function<SparkConf, SparkContext> start) {
        String master = conf.get("spark.master");
        SparkContext context;
        try {
            context = start.apply(conf);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("Spark does not start on %s: %s".formatted(master, e.getMessage()), e);
        } catch (IllegalStateException | NullPointerException e) {
            throw new ClusterException(
                    "Spark did not start on %s: %s; the lines above say why".formatted(master, e.getMessage()), e);
        }
        if (context.applicationId().startsWith(UNREGISTERED)) {
            context.stop();
            throw new ClusterException(
                    "Spark's master %s did not accept the application within a minute; it must be up at this address, with the same spark.authenticate, spark.authenticate.secret and spark.network.crypto.enabled as this job"
                            .formatted(master),
                    null);
        }
        return context;
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
    public static Configuration hadoopAlone() {
        Configuration hadoop = new Configuration();
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP)) {
            hadoop.set(setting._1(), setting._2());
        }
        return hadoop;
    }
}
