package lenetspark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.storage.Directory;
import lenetspark.storage.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints with more metrics lines than a state holds. */
class CheckpointMetricsTest {

    private static final byte[] MODEL = {1, 2, 3};

    /** Lines of a segment; each line has a thousand characters. */
    private static final int MANY = MetricsSegments.SEGMENT_BYTES / 1000 + 1;

    private final Path checkpoints;
    private final List<String> warnings = new ArrayList<>();

    CheckpointMetricsTest(@TempDir Path temporary) {
        checkpoints = temporary.resolve("checkpoints");
    }

    private CheckpointStore store() throws IOException {
        return new CheckpointStore(Directory.at(checkpoints.toString(), new Configuration()), 1, warnings::add);
    }

    private static List<String> lines(String word, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "{\"%s\":\"%s\"}"
                        .formatted(word, String.valueOf(number % 10).repeat(1000)))
                .toList();
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static Progress progress(int epoch, List<String> metrics) {
        return new Progress(Map.of(), null, epoch, 0, epoch, PartialEpoch.NONE, null, null, metrics);
    }

    private static void save(CheckpointStore store, int epoch, List<String> metrics) throws IOException {
        store.save(progress(epoch, metrics), out -> out.write(MODEL));
    }

    /** Loads the newest checkpoint as a resumed run does. */
    private static List<String> resume(CheckpointStore store) throws IOException {
        Checkpoint newest = store.newest().orElseThrow();
        store.completeSave(newest.progress());
        assertThat(newest.model()).isEqualTo(MODEL);
        return newest.progress().metrics();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(checkpoints.resolve("metrics"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void shouldStoreOnlyTheNewestLinesInACheckpoint() throws IOException {
        CheckpointStore store = store();
        List<String> metrics = new ArrayList<>();
        for (int epoch = 1; epoch <= 5; epoch++) {
            metrics.addAll(lines("epoch" + epoch, MANY + 1));
            save(store, epoch, metrics);
            metrics.addAll(lines("later" + epoch, 3));
            save(store, epoch, metrics);

            assertThat(Files.size(checkpoints.resolve(Progress.nameOf(epoch, 0)).resolve("state.json")))
                    .isBetween(3_000L, 5_000L);
        }

        assertThat(segments()).hasSize(5);
        assertThat(resume(store())).isEqualTo(metrics);
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldContinueAfterTheSegmentsOfARunThatDied() throws IOException {
        List<String> before = lines("before", MANY);
        List<String> lost = joined(before, lines("lost", MANY));
        CheckpointStore dead = store();
        save(dead, 1, before);
        save(dead, 2, lost);
        Files.delete(checkpoints.resolve("epoch-0002-round-0000/state.json"));
        save(store(), 1, before);

        CheckpointStore resumed = store();
        assertThat(resume(resumed)).isEqualTo(before);
        assertThat(segments()).hasSize(1);
        List<String> after = joined(before, lines("after", MANY));
        save(resumed, 2, after);

        assertThat(segments()).hasSize(2);
        assertThat(resume(store())).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldResumeWithoutTheOlderMetricsWhenASegmentIsDamaged(boolean missing) throws IOException {
        CheckpointStore store = store();
        List<String> first = lines("first", MANY);
        save(store, 1, first);
        Path damaged = segments().get(0);
        List<String> second = joined(first, lines("second", MANY));
        save(store, 2, second);
        List<String> rest = joined(second, List.of("{}")).subList(MANY, 2 * MANY + 1);
        save(store, 3, joined(second, List.of("{}")));
        if (missing) {
            Files.delete(damaged);
        } else {
            byte[] content = Files.readAllBytes(damaged);
            content[content.length / 2] ^= 1;
            Files.write(damaged, content);
        }

        CheckpointStore resumed = store();
        assertThat(resume(resumed)).isEqualTo(rest);
        assertThat(warnings)
                .containsExactly(
                        "checkpoint file:%s/epoch-0003-round-0000 is resumed without its older metrics, which are damaged: file:%s: %s"
                                .formatted(
                                        checkpoints,
                                        damaged,
                                        missing ? "no such file" : "the SHA-256 does not match the name"));

        save(resumed, 4, rest);
        warnings.clear();
        assertThat(resume(store())).isEqualTo(rest);
        assertThat(warnings).isEmpty();
        assertThat(segments()).hasSize(1);
    }

    @Test
    void shouldRefuseANameThatIsNotThatOfASegment() throws IOException {
        save(store(), 1, lines("line", MANY));
        Path state = checkpoints.resolve("epoch-0001-round-0000/state.json");
        String segment = segments().get(0).getFileName().toString();
        Files.writeString(state, Files.readString(state).replace(segment, "../latest.json"));
        Files.delete(checkpoints.resolve("latest.json"));

        assertThat(store().newest().orElseThrow().progress().metrics()).isEmpty();
        assertThat(warnings).last().asString().endsWith("'../latest.json' is not the name of a segment");
    }

    @Test
    void shouldTreatAnEmptySegmentAsDamaged() throws IOException {
        save(store(), 1, lines("line", MANY));
        String empty = Sha256.of(new byte[0]) + ".lines";
        Files.createFile(checkpoints.resolve("metrics").resolve(empty));
        Path state = checkpoints.resolve("epoch-0001-round-0000/state.json");
        Files.writeString(state, Files.readString(state).replaceFirst("[0-9a-f]{64}\\.lines", empty));
        Files.delete(checkpoints.resolve("latest.json"));

        assertThat(store().newest().orElseThrow().progress().metrics()).isEmpty();
        assertThat(warnings).last().asString().endsWith(empty + ": is empty");
    }

    /** Tests every nth step, n prime, because there are as many steps as bytes. */
    @Test
    void shouldHaveTheMetricsOfTheCheckpointWhereverTheMachineDies() throws IOException {
        Directory directory = Directory.at("crash:" + checkpoints, CrashingFileSystem.configuration());
        List<String> first = lines("first", MANY);
        List<String> both = joined(first, lines("second", MANY));
        int steps = 0;
        List<Integer> found = new ArrayList<>();
        do {
            CrashingFileSystem.dieAfter(Integer.MAX_VALUE);
            directory.delete();
            CheckpointStore store = new CheckpointStore(directory, 1, warnings::add);
            save(store, 1, first);
            CrashingFileSystem.dieAfter(steps);
            steps += 1_511;
            try {
                save(store, 2, both);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("the machine has died");
            }
            boolean died = CrashingFileSystem.hasDied();
            warnings.clear();

            CrashingFileSystem.dieAfter(Integer.MAX_VALUE);
            Progress newest = new CheckpointStore(directory, 1, warnings::add)
                    .newest()
                    .orElseThrow()
                    .progress();

            assertThat(newest.metrics()).as("after %d steps", steps).isEqualTo(newest.epoch() == 1 ? first : both);
            assertThat(warnings.stream().collect(Collectors.joining())).doesNotContain("metrics, which are damaged");
            found.add(newest.epoch());
            if (!died) {
                break;
            }
        } while (true);
        assertThat(found).hasSizeGreaterThan(40).contains(1, 2);
    }
}
