package lenet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That compiled kernels keep their vectors in registers, whatever the JVM has learnt of them before it compiles them. A
 * JVM that is busy when training begins may have learnt nothing; one that is told to use no profile of types never has.
 */
class VectorsInRegistersTest {

    private static final int SIZE = 64;

    /** Prints what each network allocates per minibatch once it is compiled. */
    static final class AllocatedBytes {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private static final int MINIBATCHES = 50;

        public static void main(String[] arguments) {
            for (ActivationFunction activation : ActivationFunction.values()) {
                for (Pooling pooling : Pooling.values()) {
                    System.out.printf("%s %s %d%n", activation, pooling, bytesPerMinibatch(activation, pooling));
                }
            }
        }

        private static long bytesPerMinibatch(ActivationFunction activation, Pooling pooling) {
            KernelConfig config = new KernelConfig(activation, pooling, new UpdateRule.Sgd(), 0, SIZE);
            LeNetKernel kernel = Kernels.create(config, Kernels.Implementation.VECTOR);
            kernel.load(Samples.parameters(1), new float[0]);
            Images images = new FloatImages(Samples.images(1, SIZE));
            float[] labels = Samples.oneHot(1, SIZE);
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
    void no_vector_is_put_on_the_heap_even_if_the_compiler_has_no_profile(String width)
            throws IOException, InterruptedException {
        String output = OwnJvm.output(
                AllocatedBytes.class,
                "--add-modules=jdk.incubator.vector",
                "-XX:+IgnoreUnrecognizedVMOptions",
                width,
                "-Xmx512m",
                // Each method is compiled at once, so that the run is the same every time.
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
