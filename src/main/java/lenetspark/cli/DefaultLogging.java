package lenetspark.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;

/** The log of those who have not configured one. */
final class DefaultLogging {

    private static final String OF_SPARK = "org/apache/spark/log4j2-defaults.properties";

    private DefaultLogging() {}

    /**
     * Keeps the console to warnings where Spark's own default would put some 300 lines between the job's.
     *
     * <p>Spark loads that default when it first logs and nobody has named another, which is asked of the configuration
     * itself, whatever way it was named. A log4j2.properties in our jar could do the same only where the jar is on the
     * class path before Spark logs, as in cluster mode, and would there take the place of the cluster's. In that mode
     * the log is a file, and stays as it is. {@code spark.log.level} beats this: Spark applies it later.
     */
    static void keepToWarnings() {
        boolean console =
                new SparkConf().get("spark.submit.deployMode", "client").equals("client");
        if (console && LogManager.getContext(false) instanceof LoggerContext context && isOfSpark(context)) {
            Configurator.setRootLevel(Level.WARN);
        }
    }

    private static boolean isOfSpark(LoggerContext context) {
        String location = context.getConfiguration().getConfigurationSource().getLocation();
        return location != null && location.endsWith(OF_SPARK);
    }
}
