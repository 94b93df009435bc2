package lenet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import sun.misc.Unsafe;

class MemoryTest {

    /** Prints where in its cache line the first array begins, by the address that a reference is, and the memory's length. */
    static final class FirstArray {
        public static void main(String[] arguments) throws ReflectiveOperationException {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Unsafe unsafe = (Unsafe) field.get(null);
            Memory memory = new Memory();
            int first = memory.reserve(100);
            float[] allocated = memory.allocate();
            Object[] reference = {allocated};
            // Compressed, in units of eight bytes from a multiple of a page.
            long address = 8L * unsafe.getInt(reference, Unsafe.ARRAY_OBJECT_BASE_OFFSET);
            System.out.printf("%d %d", (address + Unsafe.ARRAY_FLOAT_BASE_OFFSET + 4L * first) % 64, allocated.length);
        }
    }

    @Test
    void begins_the_first_array_with_a_cache_line() throws IOException, InterruptedException {
        assertThat(OwnJvm.output(FirstArray.class, "-XX:+UseG1GC", "-XX:G1HeapRegionSize=1m", "-Xmx256m"))
                .isEqualTo("0 131072");
        assertThat(OwnJvm.output(FirstArray.class, "-XX:+UseG1GC", "-XX:G1HeapRegionSize=16m", "-Xmx256m"))
                .isEqualTo("0 2097152");
    }

    @Test
    void begins_every_array_whole_lines_behind_the_first_and_behind_the_end_of_the_one_before() {
        Memory memory = new Memory();
        int first = memory.reserve(1);
        int second = memory.reserve(16);
        int third = memory.reserve(17);
        int fourth = memory.reserve(500_000);

        assertThat(second - first).isEqualTo(16);
        assertThat(third - second).isEqualTo(16);
        assertThat(fourth - third).isEqualTo(32);
        assertThat(memory.allocate()).hasSizeGreaterThanOrEqualTo(fourth + 500_000);
    }

    @Test
    void takes_no_more_than_it_needs_where_the_collector_has_no_regions() throws IOException, InterruptedException {
        assertThat(OwnJvm.output(FirstArray.class, "-XX:+UseSerialGC", "-Xmx256m"))
                .endsWith(" 124");
    }
}
