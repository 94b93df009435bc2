package lenetspark.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;

/** Log level of the console for users who have not configured logging. */
final class DefaultLogging {

    private static final String SPARK_DEFAULTS = "org/apache/spark/log4j2-defaults.properties";

    private DefaultLogging() {}

    /**
     * Sets the root level to WARN if Spark's default configuration is active, which would print about 300 lines between those
     * of the job.
     *
     * <p>Spark loads its default when it logs for the first time and no other configuration is set. The check reads the
     * location of the active configuration, so it holds for every way of setting one. A log4j2.properties in the jar of this
     * project is no alternative: it has an effect only if the jar is on the class path before Spark logs, as in cluster mode,
     * where it would replace the configuration of the cluster. In cluster mode the log is a file, whose level is not changed.
     * {@code spark.log.level} takes precedence, because Spark applies it later.
     */
    static void limitToWarnings() {
        boolean console =
                new SparkConf().get("spark.submit.deployMode", "client").equals("client");
        if (console && LogManager.getContext(false) instanceof LoggerContext context && isSparkDefault(context)) {
            Configurator.setRootLevel(Level.WARN);
        }
    }

    private static boolean isSparkDefault(LoggerContext context) {
        String location = context.getConfiguration().getConfigurationSource().getLocation();
        return location != null && location.endsWith(SPARK_DEFAULTS);
    }
}
