package lenetspark.job;

import java.util.function.Function;
import lenetspark.config.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Creates Spark contexts for the master that spark-submit sets. */
public final class SparkContexts {

    private static final String HADOOP_PREFIX = "spark.hadoop.";

    /** Rows of a Parquet batch. The default of 4,096 is too large for rows that hold image files. */
    private static final String BATCH_SIZE_PROPERTY = "spark.sql.parquet.columnarReaderBatchSize";

    private static final String BATCH_SIZE = "256";

    /** Prefix of the application id that Spark generates until a standalone master assigns one. */
    private static final String UNREGISTERED_PREFIX = "spark-application-";

    private SparkContexts() {}

    /**
     * Starts a Spark context. The master comes from spark-submit.
     *
     * @throws ConfigException if no master is set, or Spark rejects its settings
     * @throws ClusterException if the master has not accepted the application
     */
    public static JavaSparkContext connect(String name) {
        return new JavaSparkContext(start(configuration(name), SparkContext::new));
    }

    /**
     * Starts a Spark session with a Parquet batch size that suits images, unless the user has set one.
     *
     * @throws ConfigException if no master is set, or Spark rejects its settings
     * @throws ClusterException if the master has not accepted the application
     */
    static SparkSession connectWithSql(String name) {
        SparkConf conf = configuration(name);
        conf.setIfMissing(BATCH_SIZE_PROPERTY, BATCH_SIZE);
        start(conf, SparkContext::getOrCreate);
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /**
     * Starts a context that the cluster has accepted. When no standalone master accepts the application within a minute,
     * Spark stops the context on another thread while its constructor continues. The next failure depends on the timing, but
     * the application never gets an id of the master.
     */
    private static SparkContext start(SparkConf conf, Function<SparkConf, SparkContext> constructor) {
        String master = conf.get("spark.master");
        SparkContext context;
        try {
            context = constructor.apply(conf);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("Spark does not start on %s: %s".formatted(master, e.getMessage()), e);
        } catch (IllegalStateException | NullPointerException e) {
            throw new ClusterException(
                    "Spark did not start on %s: %s; see the log above for the cause".formatted(master, e.getMessage()),
                    e);
        }
        if (context.applicationId().startsWith(UNREGISTERED_PREFIX)) {
            context.stop();
            throw new ClusterException(
                    "Spark's master %s did not accept the application within a minute; it must be up at this address, with the same spark.authenticate, spark.authenticate.secret and spark.network.crypto.enabled as this job"
                            .formatted(master),
                    null);
        }
        return context;
    }

    /** Returns a session on an existing context, with a Parquet batch size that suits images, unless the user has set one. */
    static SparkSession sqlOn(JavaSparkContext context) {
        SparkConf conf = context.getConf().setIfMissing(BATCH_SIZE_PROPERTY, BATCH_SIZE);
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

    /** Returns the Hadoop configuration that a context would create, because jobs without one may need the same store keys. */
    public static Configuration hadoopWithoutContext() {
        Configuration hadoop = new Configuration();
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP_PREFIX)) {
            hadoop.set(setting._1(), setting._2());
        }
        return hadoop;
    }
}
