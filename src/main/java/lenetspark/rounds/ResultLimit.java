package lenetspark.rounds;

import org.apache.spark.SparkConf;

/**
 * Spark's limit on the total size of the results that a job sends to the driver. It is applied to the results of a round too.
 *
 * @param bytes the limit in bytes; 0 = unlimited
 */
public record ResultLimit(long bytes) {

    private static final String SETTING = "spark.driver.maxResultSize";
    private static final int MIB_SHIFT = 20;

    /** Returns the limit that an application has configured. */
    public static ResultLimit of(SparkConf conf) {
        return new ResultLimit(conf.getSizeAsBytes(SETTING, "1g"));
    }

    /** Returns whether results of {@code size} bytes in total are too large. */
    boolean isExceededBy(long size) {
        return bytes > 0 && size > bytes;
    }

    /**
     * Checks the total size of the results of a round.
     *
     * @param size total size of the results, in bytes
     * @param count number of results
     * @throws ResultSizeException if the size exceeds the limit
     */
    public void require(long size, int count) {
        if (isExceededBy(size)) {
            throw exceeded(size, count);
        }
    }

    ResultSizeException exceeded(long size, int count) {
        return new ResultSizeException(
                "Total size of the %d results of a round (%d MiB) is bigger than %s (%d MiB); set %s to at least %dm"
                        .formatted(
                                count,
                                toMebibytesRoundedUp(size),
                                SETTING,
                                bytes >> MIB_SHIFT,
                                SETTING,
                                toMebibytesRoundedUp(size)));
    }

    private static long toMebibytesRoundedUp(long size) {
        return (size + (1L << MIB_SHIFT) - 1) >> MIB_SHIFT;
    }
}
