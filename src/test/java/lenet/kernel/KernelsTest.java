package lenet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which implementation a JVM gets. */
class KernelsTest {

    /** Run in a JVM of its own, which has not been given the Vector API. */
    static final class WithoutVectorApi {
        public static void main(String[] arguments) {
            KernelConfig config =
                    new KernelConfig(ActivationFunction.TANH, Pooling.AVERAGE, new UpdateRule.Sgd(), 0, 4);
            LeNetKernel kernel = Kernels.create(config);
            kernel.load(Samples.parameters(1), new float[0]);
            kernel.train(Samples.images(1, 4), Samples.oneHot(1, 4), 4, 0.1, 0);
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
    void the_vector_api_is_used_where_the_jvm_has_it() {
        assertThat(Kernels.vectorAvailable()).isTrue();
        assertThat(Kernels.vectorBits()).isIn(128, 256, 512);
    }

    @Test
    void a_jvm_without_the_vector_api_trains_in_plain_loops() throws IOException, InterruptedException {
        String output = OwnJvm.output(WithoutVectorApi.class);
        assertThat(output)
                .isEqualTo("false 0 true The Vector API is not in this JVM: start it with "
                        + "--add-modules jdk.incubator.vector, or ask for Implementation.PLAIN");
    }
}
