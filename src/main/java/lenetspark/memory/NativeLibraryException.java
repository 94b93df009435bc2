package lenetspark.memory;

/** Thrown when ND4J's native library cannot be loaded. */
public final class NativeLibraryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NativeLibraryException(JvmMemory jvm) {
        super(
                "ND4J's native library cannot be loaded by %s: %s; it needs Linux with glibc (not Alpine), a temporary directory without noexec (-Dorg.bytedeco.javacpp.cachedir selects another) and the jar for this processor"
                        .formatted(jvm.name(), jvm.nativeFailure));
    }
}
