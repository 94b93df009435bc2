package lenet.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole network against {@link ReferenceLeNet}. */
class LeNetKernelTest {

    record Variant(KernelConfig config, Kernels.Implementation implementation) {
        LeNetKernel kernel() {
            return Kernels.create(config, implementation);
        }
    }

    static Stream<Variant> everyVariant() {
        List<Variant> variants = new ArrayList<>();
        for (Kernels.Implementation implementation : Kernels.Implementation.values()) {
            for (ActivationFunction activation : ActivationFunction.values()) {
                for (Pooling pooling : Pooling.values()) {
                    for (UpdateRule rule : List.of(
                            new UpdateRule.Sgd(),
                            new UpdateRule.Nesterovs(0.9),
                            new UpdateRule.Adam(0.9, 0.999, 1e-3))) {
                        variants.add(
                                new Variant(new KernelConfig(activation, pooling, rule, 1e-3, 128), implementation));
                    }
                }
            }
        }
        return variants.stream();
    }

    @ParameterizedTest
    @MethodSource("everyVariant")
    void trains_as_the_reference_does(Variant variant) {
        LeNetKernel kernel = variant.kernel();
        float[] parameters = Samples.parameters(1);
        float[] state = new float[variant.config().updateRule().stateLength()];
        ReferenceLeNet reference = new ReferenceLeNet(variant.config(), parameters);
        kernel.load(parameters, state);
        for (int i = 0; i < 2; i++) {
            int size = 19 - 2 * i;
            float[] images = Samples.images(i, size);
            float[] labels = Samples.oneHot(i, size);
            kernel.train(images, labels, size, 0.01, i);
            reference.train(images, labels, size, 0.01, i);
            assertThat(kernel.loss()).isCloseTo(reference.loss(), within(2e-6 * reference.loss()));
            assertThat(kernel.correct()).isEqualTo(reference.correct());
        }
        kernel.store(parameters, state);
        assertThat(Samples.relativeError(reference.parameters, parameters)).isLessThan(1e-6);
        assertThat(Samples.relativeError(reference.state, state)).isLessThan(5e-6);
    }
}
