package lenetspark.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measurements in the directory of the benchmark script: for each name, the runs in order. */
record Measurements(
        Map<String, List<Kernel>> kernels, Map<String, List<TrainingRun>> training, Map<String, List<Torch>> torch) {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Rates of one thread of the kernels or of stock DL4J, per second of its CPU time. */
    record Kernel(int vectorBits, double trainPerCpuSecond, double predictPerCpuSecond, double peakFlops) {}

    /** Rates of PyTorch, per second of CPU time of the process and per second of wall-clock time. */
    record Torch(
            String version,
            int threads,
            double trainPerCpuSecond,
            double trainPerSecond,
            double predictPerCpuSecond,
            double predictPerSecond) {}

    /** Reads {@code kernel/NAME-RUN.json}, {@code train/NAME-RUN}, {@code torch/NAME-RUN.json}, runs counted from 1. */
    static Measurements read(Path directory) throws IOException {
        return new Measurements(
                all(
                        List.of("simd", "simd-at-once", "simd-avx2", "plain", "stock"),
                        name -> directory.resolve("kernel/" + name + ".json"),
                        file -> JSON.readValue(file.toFile(), Kernel.class)),
                all(
                        trainings(),
                        name -> directory.resolve("train/" + name + ".seconds"),
                        file -> TrainingRun.read(
                                Path.of(file.toString().replaceAll("\\.seconds$", ""), "metrics.jsonl"),
                                Double.parseDouble(Files.readString(file).strip()))),
                all(
                        List.of("one", "all"),
                        name -> directory.resolve("torch/" + name + ".json"),
                        file -> JSON.readValue(file.toFile(), Torch.class)));
    }

    private static List<String> trainings() {
        List<String> names = new ArrayList<>(List.of("simd", "bare", "long", "dl4j", "stock", "torch"));
        for (int replicas = 1; replicas > 0; replicas *= 2) {
            names.add("scaling-" + replicas);
        }
        return names;
    }

    private interface Location {
        Path of(String nameAndRun);
    }

    private interface Reader<T> {
        T read(Path file) throws IOException;
    }

    private static <T> Map<String, List<T>> all(List<String> names, Location location, Reader<T> reader)
            throws IOException {
        Map<String, List<T>> measured = new LinkedHashMap<>();
        for (String name : names) {
            List<T> runs = new ArrayList<>();
            for (Path file = location.of(name + "-1");
                    Files.exists(file);
                    file = location.of(name + "-" + (runs.size() + 1))) {
                runs.add(reader.read(file));
            }
            if (!runs.isEmpty()) {
                measured.put(name, runs);
            }
        }
        return measured;
    }
}
