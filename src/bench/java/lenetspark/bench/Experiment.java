package lenetspark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lenetspark.cli.LeNetCommand;

/**
 * Trains a grid of settings one after the other in this JVM and writes a table of the results. Finished runs are not
 * repeated, so an interrupted experiment continues where it stopped.
 */
public final class Experiment {

    private Experiment() {}

    private record Settings(Path directory, List<ExperimentCell.Run> grid, List<String> common) {
        static Settings of(String[] arguments) {
            Map<String, String> lists = new HashMap<>();
            List<String> common = new ArrayList<>();
            for (String argument : List.of(arguments).subList(1, arguments.length)) {
                if (argument.matches("(rules|replicas|frequencies|seeds)=.*")) {
                    lists.put(argument.replaceFirst("=.*", ""), argument.replaceFirst("[^=]*=", ""));
                } else {
                    common.add(argument);
                }
            }
            return new Settings(Path.of(arguments[0]), ExperimentCell.grid(lists), common);
        }
    }

    /**
     * Runs an experiment.
     *
     * @param arguments directory; {@code rules=..}, {@code replicas=..}, {@code frequencies=..} and {@code seeds=..},
     *     each a comma-separated list; then the options of all runs
     */
    public static void main(String[] arguments) throws IOException {
        Settings settings = Usage.parse(
                "Experiment DIRECTORY rules=LIST replicas=LIST frequencies=LIST seeds=LIST [OPTION OF train...]",
                arguments,
                () -> Settings.of(arguments));
        Path directory = settings.directory();
        Path runs = Files.createDirectories(directory.resolve("runs"));
        List<ExperimentCell.Run> grid = settings.grid();
        for (int i = 0; i < grid.size(); i++) {
            Path output = runs.resolve(grid.get(i).name());
            if (!ExperimentResults.isFinished(output)) {
                System.err.printf("run %d of %d: %s%n", i + 1, grid.size(), output.getFileName());
                train(output, grid.get(i), settings.common());
                write(directory);
            }
        }
        write(directory);
        System.out.print(Files.readString(directory.resolve("experiment.md")));
    }

    private static void train(Path output, ExperimentCell.Run run, List<String> common) throws IOException {
        List<String> command = new ArrayList<>(List.of("train", "--output=" + output));
        if (Files.exists(output.resolve("run.json"))) {
            command.add("--overwrite");
        }
        command.addAll(common);
        command.addAll(run.options());
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false);
        int code = LeNetCommand.run(command.toArray(String[]::new), quiet, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static void write(Path directory) throws IOException {
        ExperimentResults results = ExperimentResults.read(directory.resolve("runs"));
        Files.writeString(directory.resolve("experiment.md"), results.markdown());
        Files.writeString(directory.resolve("experiment.svg"), ExperimentPlot.svg(results));
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(directory.resolve("experiment.json").toFile(), results);
    }
}
