package lenet.kernel;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Divides the one array that a network computes in among the arrays of {@link Layout}. A vector that crosses a cache line
 * costs two accesses, and loads are what the kernels have least to spare of: with every vector in a line of its own the
 * network trains a tenth faster. Java promises no such thing of an array, but HotSpot's default collector puts one that is
 * large enough at the start of a region, where it stays; its elements begin sixteen bytes behind. Elsewhere the arrays
 * are as good as any, and the results are the same bits.
 */
final class Memory {

    /** Floats in a cache line. */
    private static final int LINE = 16;

    /** The first float of an array that begins a line, if the array does. */
    private static final int FIRST = LINE - 16 / Float.BYTES;

    private int end = FIRST;

    /**
     * Adds an array.
     *
     * @return where it begins
     */
    int reserve(int length) {
        int at = end;
        end += wholeLines(length);
        return at;
    }

    /** The memory for all arrays that were added, zero. */
    float[] allocate() {
        return new float[Math.max(end, largeArray())];
    }

    /** {@code length} rounded up to whole cache lines. */
    static int wholeLines(int length) {
        return (length + LINE - 1) / LINE * LINE;
    }

    /** Length from which on the garbage collector gives an array regions of its own: half a region. */
    private static int largeArray() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
            CompositeData option = (CompositeData) server.invoke(
                    name, "getVMOption", new Object[] {"G1HeapRegionSize"}, new String[] {String.class.getName()});
            return Math.toIntExact(Long.parseLong((String) option.get("value")) / 2 / Float.BYTES);
        } catch (JMException | RuntimeException e) {
            // Another JVM, or one without that collector.
            return 0;
        }
    }
}
