package lenetspark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lenetspark.checkpoint.Progress.Best;
import lenetspark.checkpoint.Progress.Improvement;
import lenetspark.checkpoint.Progress.PartialEpoch;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {

    private static final byte[] MODEL = "the archive".getBytes(StandardCharsets.UTF_8);
    private static final Configuration CONFIGURATION = new Configuration();

    private final Path temporary;
    private final List<String> warnings = new ArrayList<>();

    CheckpointStoreTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    private CheckpointStore store(int keepLast) throws IOException {
        return new CheckpointStore(Directory.at(checkpoints().toString(), CONFIGURATION), keepLast, warnings::add);
    }

    private Path checkpoints() {
        return temporary.resolve("checkpoints");
    }

    private static Progress progress(int epoch, int round, @Nullable Best best) {
        return new Progress(
                Map.of("seed", "42"),
                "simd, 512-bit vectors",
                epoch,
                round,
                100 * epoch + round,
                round == 0 ? PartialEpoch.NONE : new PartialEpoch(640, 600, 12.25, 0.1, 0.2, 0.3),
                best,
                new Improvement(epoch, 0.5, 0.125),
                List.of("{\"event\":\"epoch\",\"loss\":0.25}", "{\"reason\":\"\u00fc\\n\"}"));
    }

    private static Progress progress(int epoch) {
        return progress(epoch, 0, new Best(epoch, 0.5, 0.1, Progress.nameOf(epoch, 0), false, "ab"));
    }

    private void save(int keepLast, Progress... points) throws IOException {
        CheckpointStore store = store(keepLast);
        for (Progress progress : points) {
            store.save(progress, out -> out.write(MODEL));
        }
    }

    private void edit(String file, String before, String after) throws IOException {
        Path path = checkpoints().resolve(file);
        String content = Files.readString(path);
        assertThat(content).contains(before);
        Files.writeString(path, content.replace(before, after));
    }

    @Test
    void shouldBeEmptyBeforeTheFirstCheckpoint() throws IOException {
        assertThat(store(3).newest()).isEmpty();
        Files.createDirectories(checkpoints());
        assertThat(store(3).newest()).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldLoadWhatWasSaved() throws IOException {
        Progress first = progress(1);
        Progress second = progress(1, 5, first.best());
        save(3, first, second);

        Checkpoint newest = store(3).newest().orElseThrow();

        assertThat(newest.progress()).isEqualTo(second);
        assertThat(newest.model()).isEqualTo(MODEL);
        assertThat(store(3).model("epoch-0001-round-0000")).isEqualTo(MODEL);
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldLoadUnknownValuesAndNaN() throws IOException {
        Progress atTheStart = new Progress(Map.of(), null, 0, 1, 1, PartialEpoch.NONE, null, null, List.of());
        Progress unvalidated = progress(2, 0, new Best(2, Double.NaN, 0.1, "epoch-0002-round-0000", true, "ab"));

        save(3, atTheStart);
        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(atTheStart);
        save(3, unvalidated);
        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(unvalidated);
    }

    @Test
    void shouldReplaceACheckpointOfTheSameName() throws IOException {
        save(3, progress(1));
        store(3).save(progress(1), out -> out.write(1));

        assertThat(store(3).newest().orElseThrow().model()).containsExactly(1);
    }

    @Test
    void shouldKeepTheNewestAndTheBestCheckpoints() throws IOException {
        Best best = new Best(2, 0.99, 0.1, "epoch-0002-round-0000", false, "ab");
        save(2, progress(1), progress(2), progress(3, 0, best), progress(4, 0, best), progress(5, 0, best));

        assertThat(checkpoints().toFile().list())
                .containsExactlyInAnyOrder(
                        "latest.json", "epoch-0002-round-0000", "epoch-0004-round-0000", "epoch-0005-round-0000");
    }

    @Test
    void shouldKeepTheNewestCheckpointOfARunThatResumedBeforeDamagedOnes() throws IOException {
        save(1, progress(9));
        edit("epoch-0009-round-0000/model.zip", "archive", "damaged");
        save(1, progress(3, 0, null));

        assertThat(store(1).newest().orElseThrow().progress().epoch()).isEqualTo(3);
    }

    @Test
    void shouldOrderMoreThanTenThousandRoundsByNumber() throws IOException {
        save(2, progress(1, 9998, null), progress(1, 9999, null), progress(1, 10000, null), progress(1, 10001, null));

        assertThat(checkpoints().toFile().list())
                .containsExactlyInAnyOrder("latest.json", "epoch-0001-round-10000", "epoch-0001-round-10001");
        Files.delete(checkpoints().resolve("epoch-0001-round-10001/state.json"));
        assertThat(store(2).newest().orElseThrow().progress().round()).isEqualTo(10000);
    }

    @Test
    void shouldNotDeleteOtherFiles() throws IOException {
        Files.createDirectories(checkpoints().resolve("epoch-0001-notes"));
        Files.writeString(checkpoints().resolve("notes.txt"), "mine");
        save(1, progress(1), progress(2));

        assertThat(checkpoints().toFile().list())
                .containsExactlyInAnyOrder("latest.json", "epoch-0001-notes", "notes.txt", "epoch-0002-round-0000");
    }

    @Test
    void shouldKeepEarlierCheckpointsWhenTheModelCannotBeWritten() throws IOException {
        save(3, progress(1));

        assertThatThrownBy(() -> store(3).save(progress(2), out -> {
                    out.write(1);
                    throw new IOException("no space left");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(1));
    }

    @ParameterizedTest
    @CsvSource({"model.zip", "state.json"})
    void shouldSkipACheckpointWithAMissingFileAndWarn(String file) throws IOException {
        save(3, progress(1), progress(2));
        Files.delete(checkpoints().resolve("epoch-0002-round-0000").resolve(file));

        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(1));
        assertThat(warnings).singleElement().satisfies(warning -> assertThat(warning)
                .startsWith("checkpoint file:" + checkpoints()
                        + "/epoch-0002-round-0000 is damaged, using the previous one")
                .contains(file + ": no such file")
                .doesNotContain("\n"));
    }

    @Test
    void shouldWarnOfEveryDamagedCheckpointThatIsSkipped() throws IOException {
        save(3, progress(1), progress(2), progress(3));
        edit("epoch-0002-round-0000/model.zip", "archive", "damaged");
        edit("epoch-0003-round-0000/model.zip", "archive", "damaged");

        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(1));
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("epoch-0003-round-0000 is damaged").contains("model.zip has SHA-256");
        assertThat(warnings.get(1)).contains("epoch-0002-round-0000 is damaged").contains("model.zip has SHA-256");
    }

    @Test
    void shouldBeEmptyWhenEveryCheckpointIsDamaged() throws IOException {
        save(3, progress(1));
        edit("epoch-0001-round-0000/model.zip", "archive", "damaged");

        assertThat(store(3).newest()).isEmpty();
        assertThat(warnings).hasSize(1);
    }

    @Test
    void shouldSkipACheckpointUnderAnotherName() throws IOException {
        save(3, progress(1), progress(2));
        Files.move(checkpoints().resolve("epoch-0002-round-0000"), checkpoints().resolve("epoch-0007-round-0000"));

        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(1));
        assertThat(warnings).anySatisfy(warning -> assertThat(warning)
                .contains("epoch-0007-round-0000 is damaged")
                .contains("state.json does not describe checkpoint epoch-0007-round-0000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "", ".", "epoch-0001", "epoch-0001-round-0000/../../x", "latest.json"})
    void shouldRefuseANameThatIsNotThatOfACheckpoint(String name) throws IOException {
        save(3, progress(1));

        assertThatThrownBy(() -> store(3).model(name))
                .isInstanceOf(IOException.class)
                .hasMessage("file:%s: has no checkpoint '%s'", checkpoints(), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "3",
                "{}",
                "{\"checkpoint\":null,\"stateSha256\":null}",
                "{\"checkpoint\":\"epoch-0002-round-0000\"}",
                "{\"checkpoint\":\"epoch-0002-round-0000\",\"stateSha256\":null}",
                "{\"checkpoint\":\"epoch-0009-round-0000\",\"stateSha256\":\"00\"}",
                "{\"checkpoint\":\"../x\",\"stateSha256\":\"00\"}",
                "{\"checkpoint\":\"/etc\",\"stateSha256\":\"00\"}",
                "{\"checkpoint\":\"\",\"stateSha256\":\"00\"}",
                "\0\1\2"
            })
    void findsTheNewestWithoutAManifestOfUseAndSaysSo(String manifest) throws IOException {
        save(3, progress(1), progress(2));
        Files.writeString(checkpoints().resolve("latest.json"), manifest);

        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(2));
        assertThat(warnings).singleElement().satisfies(warning -> assertThat(warning)
                .startsWith("manifest file:" + checkpoints()
                        + "/latest.json cannot be used, searching for the newest checkpoint: ")
                .doesNotContain("\n"));
    }

    @Test
    void shouldFindTheNewestCheckpointWithoutAManifest() throws IOException {
        save(3, progress(1), progress(2));
        Files.delete(checkpoints().resolve("latest.json"));

        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(2));
        assertThat(warnings).singleElement().satisfies(warning -> assertThat(warning)
                .contains("latest.json cannot be used")
                .contains("no such file"));
    }

    @Test
    void shouldFindTheNewestCheckpointWhenTheManifestIsTruncated() throws IOException {
        save(3, progress(1), progress(2));
        Path manifest = checkpoints().resolve("latest.json");
        String whole = Files.readString(manifest);

        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(manifest, whole.substring(0, length));
            assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(2));
            assertThat(warnings).hasSize(length + 1);
        }
    }

    /** Only the state is changed. Without a manifest the content itself must reveal the damage. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"iteration\" : 200      | \"iteration\" : null",
                "\"iteration\" : 200,     | ``",
                "\"iteration\" : 200      | \"iteration\" : -200",
                "\"iteration\" : 200      | \"iteration\" : 20000000000",
                "\"iteration\" : 200      | \"iteration\" : \"many\"",
                "\"epoch\" : 2            | \"epoch\" : 3",
                "\"round\" : 0            | \"round\" : 1",
                "\"metrics\" : [           | \"metrics\" : null, \"other\" : [",
                "\"metrics\" : [           | \"metrics\" : [ null,",
                "\"metrics\" : [           | \"other\" : [",
                "\"examples\" : 0         | \"examples\" : null",
                "\"lossSum\" : 0.0        | \"lossSum\" : []",
                "\"checkpoint\" : \"epoch-0002-round-0000\" | \"checkpoint\" : \"../../x\"",
                "\"checkpoint\" : \"epoch-0002-round-0000\" | \"checkpoint\" : null",
                "\"seed\" : \"42\"        | \"seed\" : {}",
                "\"settings\" : {         | \"settings\" : null, \"other\" : {",
                "\"settings\" : {         | \"other\" : {",
                "\"partialEpoch\" : {     | \"partialEpoch\" : null, \"other\" : {",
                "\"partialEpoch\" : {     | \"other\" : {",
                "\"progress\" : {         | \"progress\" : null, \"other\" : {",
                "\"newestSegment\" : null | \"other\" : null",
                "\"modelSha256\" :        | \"modelSha256\" : null, \"other\" :",
                "\"modelSha256\" :        | \"other\" :"
            })
    void takesAStateWithHostileOrAbsentFieldsForDamaged(String before, String after) throws IOException {
        save(3, progress(1), progress(2));
        edit("epoch-0002-round-0000/state.json", before, after);
        Files.delete(checkpoints().resolve("latest.json"));

        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(1));
        assertThat(warnings).last().satisfies(warning -> assertThat(warning)
                .contains("epoch-0002-round-0000 is damaged")
                .contains("state.json ")
                .doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"x\"", "{}", "{\"progress\":{},\"modelSha256\":\"\"}"})
    void shouldTreatAnInvalidStateAsDamaged(String state) throws IOException {
        save(3, progress(1), progress(2));
        Files.writeString(checkpoints().resolve("epoch-0002-round-0000/state.json"), state);
        Files.delete(checkpoints().resolve("latest.json"));

        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(1));
    }

    @Test
    void shouldReadAStateWithUnknownFields() throws IOException {
        save(3, progress(1));
        edit("epoch-0001-round-0000/state.json", "\"iteration\" : 100", "\"iteration\" : 100, \"added\" : [1]");

        edit("latest.json", "\"stateSha256\"", "\"of another\"");
        assertThat(store(3).newest().orElseThrow().progress()).isEqualTo(progress(1));
    }

    @Test
    void shouldSaveEvenIfOldCheckpointsCannotBeDeleted() throws IOException {
        CrashingFileSystem.dieAfter(Integer.MAX_VALUE);
        Directory directory = Directory.at("crash:" + checkpoints(), CrashingFileSystem.configuration());
        CheckpointStore store = new CheckpointStore(directory, 1, warnings::add);
        store.save(progress(2), out -> out.write(MODEL));
        int steps = Integer.MAX_VALUE - CrashingFileSystem.stepsLeft();
        CrashingFileSystem.dieAfter(steps);

        store.save(progress(3), out -> out.write(MODEL));

        assertThat(store.newest().orElseThrow().progress()).isEqualTo(progress(3));
        assertThat(warnings).singleElement().satisfies(warning -> assertThat(warning)
                .startsWith("old checkpoints could not be deleted: crash:")
                .endsWith("epoch-0002-round-0000: cannot be deleted: the machine has died"));
    }

    @Test
    void shouldHaveThePreviousOrTheNewCheckpointWhereverTheMachineDies() throws IOException {
        Directory directory = Directory.at("crash:" + checkpoints(), CrashingFileSystem.configuration());
        int steps = 0;
        do {
            CrashingFileSystem.dieAfter(Integer.MAX_VALUE);
            directory.delete();
            CheckpointStore store = new CheckpointStore(directory, 1, warning -> {});
            store.save(progress(1), out -> out.write(MODEL));
            CrashingFileSystem.dieAfter(steps++);
            boolean saved = true;
            try {
                store.save(progress(2), out -> out.write(MODEL));
            } catch (IOException e) {
                saved = false;
                assertThat(e).hasMessageContaining("the machine has died");
            }

            Optional<Checkpoint> newest = new CheckpointStore(directory, 1, warning -> {}).newest();

            assertThat(newest).as("after %d steps", steps).isPresent();
            assertThat(newest.get().model()).isEqualTo(MODEL);
            assertThat(newest.get().progress().epoch()).isBetween(saved ? 2 : 1, 2);
        } while (CrashingFileSystem.hasDied());
        assertThat(steps).isGreaterThan(500);
    }
}
