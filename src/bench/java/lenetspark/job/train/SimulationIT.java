package lenetspark.job.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import lenetspark.rounds.LocalSpark;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationIT {

    /** With 70 replicas the updates are added in groups, and the last replicas have fewer examples. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--replicas=3",
                "--replicas=5 --averaging=nesterov --dropout=0.2 --augment=elastic --ema-decay=0.9 --schedule=cosine",
                "--replicas=70 --batch-size=8 --averaging-frequency=1 --updater=nesterovs"
            })
    void shouldHaveTheBitsOfTheSameRunOnSpark(String settings, @TempDir Path directory) throws Exception {
        RunFiles onSpark = SampleRun.train(directory.resolve("spark"), settings.split(" "));
        Path simulated = Files.createDirectory(directory.resolve("simulated"));

        LocalSpark.with("local[2]", context -> {
            Simulation.train(context, List.of(SampleRun.arguments(simulated, settings.split(" "))));
            return simulated;
        });

        onSpark.requireSameResults(new RunFiles(simulated));
    }
}
