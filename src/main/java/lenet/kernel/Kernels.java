package lenet.kernel;

/** Creates kernels: on the Vector API where the JVM has it, else in loops that the JIT compiler vectorises itself. */
public final class Kernels {

    /** Which implementation computes. */
    public enum Implementation {
        /** The Vector API; needs {@code --add-modules jdk.incubator.vector}. */
        VECTOR,
        /** Plain loops; up to five times slower, needs nothing. */
        PLAIN
    }

    private Kernels() {}

    /** A kernel with all parameters zero, on the fastest implementation that this JVM has. */
    public static LeNetKernel create(KernelConfig config) {
        return create(config, vectorAvailable() ? Implementation.VECTOR : Implementation.PLAIN);
    }

    /**
     * A kernel with all parameters zero, on the implementation asked for.
     *
     * @throws IllegalStateException if that is {@link Implementation#VECTOR} and the JVM was started without it
     */
    public static LeNetKernel create(KernelConfig config, Implementation implementation) {
        return new BlockedLeNet(config, layers(config.activation(), implementation));
    }

    /** Whether the module jdk.incubator.vector was resolved when the JVM started. */
    public static boolean vectorAvailable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** Width of the vectors that the machine prefers, in bits; 0 if {@link #vectorAvailable} is false. */
    public static int vectorBits() {
        return vectorAvailable() ? VectorLayers.BITS : 0;
    }

    // The only place that names a class which mentions the Vector API: nothing else may load one without the module.
    static LayerKernels layers(ActivationFunction activation, Implementation implementation) {
        if (implementation == Implementation.PLAIN) {
            return new PlainLayers(activation);
        }
        if (!vectorAvailable()) {
            throw new IllegalStateException("The Vector API is not in this JVM: start it with "
                    + "--add-modules jdk.incubator.vector, or ask for Implementation.PLAIN");
        }
        return new VectorLayers(activation);
    }
}
