package lenetspark.kernel;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Compiler directives that keep C2 from inlining the vector kernels into their callers. If C2 inlines several kernels
 * into one method, the method exceeds the compiler's node limit; calls of the Vector API are then compiled out of
 * line, and their vectors are allocated on the heap.
 *
 * <p>The effect is that of {@code -XX:CompileCommand=dontinline}, without a command-line option. A JVM without
 * HotSpot's diagnostic commands ignores the directives; its results are the same, but it may be slower.
 */
final class CompilerDirectives {

    private static final String DIRECTIVES =
            """
            [{
              match: "lenetspark/kernel/*.*",
              c2: {
                inline: [
                  "-lenetspark/kernel/VectorActivation.*",
                  "-lenetspark/kernel/VectorConvolution1.*",
                  "-lenetspark/kernel/VectorConvolution2.*",
                  "-lenetspark/kernel/VectorDense.*",
                  "-lenetspark/kernel/VectorLayers.multiply",
                  "-lenetspark/kernel/VectorPooling.*",
                  "-lenetspark/kernel/VectorTiles.*",
                  "-lenetspark/kernel/VectorUpdates.*"
                ]
              }
            }]
            """;

    private CompilerDirectives() {}

    /**
     * Installs the directives, which must happen before the first kernel is compiled. Returns whether the JVM accepted
     * them.
     */
    static boolean install() {
        try {
            Path file = Files.createTempFile("lenet-kernel", ".json");
            try {
                Files.writeString(file, DIRECTIVES);
                return diagnosticCommand("compilerDirectivesAdd", file.toString())
                        .contains("added");
            } finally {
                Files.delete(file);
            }
        } catch (JMException | IOException | SecurityException e) {
            return false;
        }
    }

    private static String diagnosticCommand(String operation, String... arguments) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("com.sun.management:type=DiagnosticCommand");
        Object answer =
                server.invoke(name, operation, new Object[] {arguments}, new String[] {String[].class.getName()});
        return String.valueOf(answer);
    }
}
