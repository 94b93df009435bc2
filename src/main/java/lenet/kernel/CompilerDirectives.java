package lenet.kernel;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Tells the JVM that runs the kernels how to compile them: each on its own. Inlined into one caller, several of them exceed
 * what C2 reads at once; it then leaves calls of the Vector API for later, and their vectors may end up on the heap.
 *
 * <p>What {@code -XX:CompileCommand=dontinline} would say, without anybody having to say it. A JVM without HotSpot's
 * diagnostic commands is left as it is: it computes the same, at worst slower.
 */
final class CompilerDirectives {

    private static final String DIRECTIVES =
            """
            [{
              match: "lenet/kernel/*.*",
              c2: {
                inline: [
                  "-lenet/kernel/VectorActivation.*",
                  "-lenet/kernel/VectorConvolution1.*",
                  "-lenet/kernel/VectorConvolution2.*",
                  "-lenet/kernel/VectorDense.*",
                  "-lenet/kernel/VectorLayers.multiply",
                  "-lenet/kernel/VectorPooling.*",
                  "-lenet/kernel/VectorTiles.*",
                  "-lenet/kernel/VectorUpdates.*"
                ]
              }
            }]
            """;

    private CompilerDirectives() {}

    /** Must come before the first kernel is compiled. Returns whether the JVM took them. */
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
