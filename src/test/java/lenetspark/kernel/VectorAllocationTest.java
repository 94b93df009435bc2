package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that compiled kernels keep their vectors in registers, whatever profile the JVM has when it compiles them. A
 * JVM that is busy when training starts may have none; a JVM without type profiles never has one.
 */
class VectorAllocationTest {

    private static final int SIZE = 64;

    /** Prints the bytes that each network allocates per minibatch once it is compiled. */
    static final class AllocatedBytes {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private static final int MINIBATCHES = 50;

        public static void main(String[] arguments) {
            for (KernelActivation activation : KernelActivation.values()) {
                for (Pooling pooling : Pooling.values()) {
                    System.out.printf("%s %s %d%n", activation, pooling, bytesPerMinibatch(activation, pooling));
                }
            }
        }

        private static long bytesPerMinibatch(KernelActivation activation, Pooling pooling) {
            KernelConfig config = new KernelConfig(activation, pooling, new UpdateRule.Sgd(), 0, SIZE);
            LeNetKernel kernel = Kernels.create(config, Kernels.Implementation.VECTOR);
            kernel.load(KernelSamples.parameters(1), new float[0]);
            Images images = new FloatImages(KernelSamples.images(1, SIZE));
            float[] labels = KernelSamples.oneHot(1, SIZE);
            float[] probabilities = new float[SIZE * LeNetKernel.CLASSES];
            long bytes = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 20 && bytes > 0; attempt++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < MINIBATCHES; i++) {
                    kernel.train(images, labels, SIZE, 1e-3, i);
                    kernel.predict(images, SIZE, probabilities);
                }
                bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / MINIBATCHES;
            }
            return bytes;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:UseAVX=3", "-XX:UseAVX=2"})
    void shouldAllocateNoVectorEvenWithoutATypeProfile(String width) throws IOException, InterruptedException {
        String output = ForkedJvm.output(
                AllocatedBytes.class,
                "--add-modules=jdk.incubator.vector",
                "-XX:+IgnoreUnrecognizedVMOptions",
                width,
                "-Xmx512m",
                // Compilation in the foreground makes the run reproducible.
                "-Xbatch",
                "-XX:-UseTypeProfile");
        assertThat(output.lines())
                .containsExactly(
                        "TANH AVERAGE 0",
                        "TANH MAX 0",
                        "SCALED_TANH AVERAGE 0",
                        "SCALED_TANH MAX 0",
                        "RELU AVERAGE 0",
                        "RELU MAX 0");
    }
}
