package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Tests which implementation a JVM uses. */
class KernelsTest {

    /** Main class of a JVM that is started without the Vector API. */
    static final class WithoutVectorApi {
        public static void main(String[] arguments) {
            KernelConfig config = new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, new UpdateRule.Sgd(), 0, 4);
            LeNetKernel kernel = Kernels.create(config);
            kernel.load(KernelSamples.parameters(1), new float[0]);
            kernel.train(KernelSamples.images(1, 4), KernelSamples.oneHot(1, 4), 4, 0.1, 0);
            String refusal = "";
            try {
                Kernels.create(config, Kernels.Implementation.VECTOR);
            } catch (IllegalStateException e) {
                refusal = e.getMessage();
            }
            System.out.printf(
                    "%s %s %s %s",
                    Kernels.vectorAvailable(), Kernels.vectorBits(), Double.isFinite(kernel.loss()), refusal);
        }
    }

    @Test
    void shouldUseTheVectorApiIfTheJvmHasIt() {
        assertThat(Kernels.vectorAvailable()).isTrue();
        assertThat(Kernels.vectorBits()).isIn(128, 256, 512);
    }

    @Test
    void shouldTrainInPlainLoopsWithoutTheVectorApi() throws IOException, InterruptedException {
        String output = ForkedJvm.output(WithoutVectorApi.class);
        assertThat(output)
                .isEqualTo("false 0 true The JVM was started without the Vector API: "
                        + "add --add-modules jdk.incubator.vector, or use Implementation.PLAIN");
    }
}
