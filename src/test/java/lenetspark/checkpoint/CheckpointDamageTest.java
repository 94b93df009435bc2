package lenetspark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lenetspark.checkpoint.Progress.Best;
import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.storage.Directory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.hadoop.conf.Configuration;

/** Two checkpoints, of which the newest is damaged in one file or in several. */
class CheckpointDamageTest {

    private static final String NEWEST = "epoch-0002-round-0000";
    private static final byte[] MODEL = new byte[300];
    private static final Configuration CONFIGURATION = new Configuration();
    private static final Path directory = makeDirectory();
    private static final Map<Path, byte[]> whole = new LinkedHashMap<>();

    private static Path makeDirectory() {
        try {
            return Files.createTempDirectory("checkpoints");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterContainer
    static void deleteIt() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private final List<String> warnings = new ArrayList<>();

    private static CheckpointStore store(Consumer<String> warnings) {
        try {
            return new CheckpointStore(Directory.at(directory.toString(), CONFIGURATION), 3, warnings);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeContainer
    static void saveTwo() throws IOException {
        for (int i = 0; i < MODEL.length; i++) {
            MODEL[i] = (byte) (i * i);
        }
        CheckpointStore store = store(warning -> {});
        for (int epoch = 1; epoch <= 2; epoch++) {
            Best best = new Best(epoch, 0.5, 0.1, Progress.nameOf(epoch, 0), false, "ab");
            store.save(
                    new Progress(
                            Map.of("seed", "1"), "dl4j", epoch, 0, epoch, PartialEpoch.NONE, best, null, List.of()),
                    out -> out.write(MODEL));
        }
        for (Path path : List.of(file("model.zip"), file("state.json"), directory.resolve("latest.json"))) {
            whole.put(path, Files.readAllBytes(path));
        }
    }

    /** Restores the pair instead of writing a new one, because writing through Hadoop is slow. */
    private static void repair() throws IOException {
        for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }

    private static Path file(String name) {
        return directory.resolve(NEWEST).resolve(name);
    }

    private void requireTheOneBefore() throws IOException {
        warnings.clear();
        Checkpoint found = store(warnings::add).newest().orElseThrow();
        assertThat(found.progress().epoch()).isEqualTo(1);
        assertThat(found.model()).isEqualTo(MODEL);
        assertThat(warnings).singleElement().satisfies(warning -> assertThat(warning)
                .contains(NEWEST + " is damaged, using the previous one: ")
                .doesNotContain("\n"));
    }

    @Provide
    Arbitrary<String> files() {
        return Arbitraries.of("model.zip", "state.json");
    }

    @Example
    void fallsBackWhenAFileIsCutOffAnywhere() throws IOException {
        for (String name : List.of("model.zip", "state.json")) {
            repair();
            byte[] content = Files.readAllBytes(file(name));
            for (int length = 0; length < content.length; length++) {
                Files.write(file(name), Arrays.copyOf(content, length));
                requireTheOneBefore();
            }
        }
    }

    @Property(tries = 100)
    void shouldUseThePreviousCheckpointWhenAnyBitIsFlipped(
            @ForAll @From("files") String name, @ForAll @IntRange(max = 100_000) int bit) throws IOException {
        repair();
        byte[] content = Files.readAllBytes(file(name));
        content[bit / 8 % content.length] ^= (byte) (1 << bit % 8);
        Files.write(file(name), content);
        requireTheOneBefore();
    }

    @Property(tries = 100)
    void shouldUseThePreviousCheckpointWhateverBytesAFileContains(
            @ForAll @From("files") String name, @ForAll byte[] content) throws IOException {
        repair();
        Files.write(file(name), content);
        requireTheOneBefore();
    }

    /** The manifest contains the SHA-256 of the state. Without it, the parser must detect the damage. */
    @Property(tries = 100)
    void shouldUseThePreviousCheckpointWhateverBytesStateAndManifestContain(
            @ForAll byte[] state, @ForAll byte[] manifest) throws IOException {
        repair();
        Files.write(file("state.json"), state);
        Files.write(directory.resolve("latest.json"), manifest);

        warnings.clear();
        assertThat(store(warnings::add).newest().orElseThrow().progress().epoch())
                .isEqualTo(1);
        assertThat(warnings).hasSize(2).allSatisfy(warning -> assertThat(warning)
                .doesNotContain("\n"));
    }

    @Property(tries = 100)
    void shouldLoadACompleteCheckpointWhicheverBitOfTheManifestIsFlipped(@ForAll @IntRange(max = 10_000) int bit)
            throws IOException {
        repair();
        Path manifest = directory.resolve("latest.json");
        byte[] content = Files.readAllBytes(manifest);
        content[bit / 8 % content.length] ^= (byte) (1 << bit % 8);
        Files.write(manifest, content);

        assertThat(store(warnings::add).newest().orElseThrow().model()).isEqualTo(MODEL);
    }

    @Property(tries = 100)
    void shouldReturnAModelOrThrowAnIoException(@ForAll byte[] state) throws IOException {
        repair();
        Files.write(file("state.json"), state);
        try {
            assertThat(store(warnings::add).model(NEWEST)).isEqualTo(MODEL);
        } catch (IOException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
        }
    }
}
