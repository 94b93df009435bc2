package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import sun.misc.Unsafe;

class ArenaTest {

    /**
     * Prints the offset of the first array in its cache line, from the address in a reference to it, and the length of
     * the allocated array.
     */
    static final class FirstArray {
        public static void main(String[] arguments) throws ReflectiveOperationException {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            Unsafe unsafe = (Unsafe) field.get(null);
            Arena arena = new Arena();
            int first = arena.reserve(100);
            float[] allocated = arena.allocate();
            Object[] reference = {allocated};
            // A compressed reference counts units of eight bytes from a page boundary.
            long address = 8L * unsafe.getInt(reference, Unsafe.ARRAY_OBJECT_BASE_OFFSET);
            System.out.printf("%d %d", (address + Unsafe.ARRAY_FLOAT_BASE_OFFSET + 4L * first) % 64, allocated.length);
        }
    }

    @Test
    void shouldAlignTheFirstArrayToACacheLine() throws IOException, InterruptedException {
        assertThat(ForkedJvm.output(FirstArray.class, "-XX:+UseG1GC", "-XX:G1HeapRegionSize=1m", "-Xmx256m"))
                .isEqualTo("0 131072");
        assertThat(ForkedJvm.output(FirstArray.class, "-XX:+UseG1GC", "-XX:G1HeapRegionSize=16m", "-Xmx256m"))
                .isEqualTo("0 2097152");
    }

    @Test
    void shouldReserveWholeCacheLines() {
        Arena arena = new Arena();
        int first = arena.reserve(1);
        int second = arena.reserve(16);
        int third = arena.reserve(17);
        int fourth = arena.reserve(500_000);

        assertThat(second - first).isEqualTo(16);
        assertThat(third - second).isEqualTo(16);
        assertThat(fourth - third).isEqualTo(32);
        assertThat(arena.allocate()).hasSizeGreaterThanOrEqualTo(fourth + 500_000);
    }

    @Test
    void shouldAllocateNoMoreThanReservedWithoutG1() throws IOException, InterruptedException {
        assertThat(ForkedJvm.output(FirstArray.class, "-XX:+UseSerialGC", "-Xmx256m"))
                .endsWith(" 124");
    }
}
