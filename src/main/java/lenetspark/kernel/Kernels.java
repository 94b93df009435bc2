package lenetspark.kernel;

/** Creates kernels: on the Vector API if the JVM has it, otherwise in plain loops that the JIT compiler vectorizes. */
public final class Kernels {

    /** Implementation of the layers. */
    public enum Implementation {
        /** The Vector API, which needs {@code --add-modules jdk.incubator.vector}. */
        VECTOR,
        /** Plain loops, which need no option and are up to five times slower. */
        PLAIN
    }

    private Kernels() {}

    /** Creates a kernel with all parameters zero on the fastest implementation that this JVM has. */
    public static LeNetKernel create(KernelConfig config) {
        return create(config, vectorAvailable() ? Implementation.VECTOR : Implementation.PLAIN);
    }

    /**
     * Creates a kernel with all parameters zero on the given implementation.
     *
     * @throws IllegalStateException if the implementation is {@link Implementation#VECTOR} and the JVM was started
     *     without the Vector API
     */
    public static LeNetKernel create(KernelConfig config, Implementation implementation) {
        return new BlockedLeNet(config, layers(config.activation(), implementation));
    }

    /** Returns whether the module jdk.incubator.vector was resolved when the JVM started. */
    public static boolean vectorAvailable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** Returns the preferred vector width of the machine in bits, or 0 if {@link #vectorAvailable} is false. */
    public static int vectorBits() {
        return vectorAvailable() ? VectorLayers.BITS : 0;
    }

    // No other class refers to a class that uses the Vector API, because without the module such a class cannot be
    // loaded.
    static LayerKernels layers(KernelActivation activation, Implementation implementation) {
        if (implementation == Implementation.PLAIN) {
            return new PlainLayers(activation);
        }
        if (!vectorAvailable()) {
            throw new IllegalStateException("The JVM was started without the Vector API: "
                    + "add --add-modules jdk.incubator.vector, or use Implementation.PLAIN");
        }
        return new VectorLayers(activation);
    }
}
