package lenetspark.rounds;

import org.apache.spark.SparkConf;

/**
 * Spark's limit for the results that a job brings to the driver, which holds for the results of a round too.
 *
 * @param bytes the limit; 0 for none
 */
public record ResultLimit(long bytes) {

    private static final String SETTING = "spark.driver.maxResultSize";
    private static final int MIB_BITS = 20;

    /** The limit of an application. */
    public static ResultLimit of(SparkConf conf) {
        return new ResultLimit(conf.getSizeAsBytes(SETTING, "1g"));
    }

    /** Whether results of that size are too large. */
    boolean isExceededBy(long size) {
        return bytes > 0 && size > bytes;
    }

    /**
     * Refuses results that are too large.
     *
     * @param size of all results of a round
     * @param count number of results
     * @throws ResultSizeException if that is more than the limit
     */
    public void require(long size, int count) {
        if (isExceededBy(size)) {
            throw exceeded(size, count);
        }
    }

    ResultSizeException exceeded(long size, int count) {
        return new ResultSizeException(
                "Total size of the %d results of a round (%d MiB) is bigger than %s (%d MiB); set %s to at least %dm"
                        .formatted(count, roundedUp(size), SETTING, bytes >> MIB_BITS, SETTING, roundedUp(size)));
    }

    private static long roundedUp(long size) {
        return (size + (1L << MIB_BITS) - 1) >> MIB_BITS;
    }
}
