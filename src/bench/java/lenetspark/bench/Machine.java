package lenetspark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** Hardware, software and settings of a benchmark. */
record Machine(
        String cpu,
        int cores,
        int vectorBits,
        String os,
        String jdk,
        double loadAverageAtStart,
        String commit,
        int runs,
        boolean quick) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Returns the description of this machine, with the properties recorded at the start of the benchmark. */
    static Machine here(Properties start, int vectorBits) throws IOException {
        return new Machine(
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                vectorBits,
                property("os.name") + " " + property("os.version") + ", " + property("os.arch"),
                property("java.vm.name") + " " + property("java.vm.version"),
                Double.parseDouble(start.getProperty("load")),
                start.getProperty("commit"),
                Integer.parseInt(start.getProperty("runs")),
                Boolean.parseBoolean(start.getProperty("quick")));
    }

    private static String cpuModel() throws IOException {
        if (Files.notExists(CPU_INFO)) {
            return property("os.arch");
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(property("os.arch"));
        }
    }

    private static String property(String name) {
        return System.getProperty(name);
    }
}
