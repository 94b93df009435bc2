package lenetspark.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a directory whose writer was suspended during a write, and which another owner has taken over meanwhile. */
class GuardedDirectoryTest {

    private static final String STAGING = ".staging-1";

    private final Path run;

    /** Content of the directory when the next owner took it over. */
    private Map<String, String> takenOver = Map.of();

    GuardedDirectoryTest(@TempDir Path temporary) throws IOException {
        this.run = Files.createDirectory(temporary.resolve("run"));
    }

    /** All operations that change a directory. */
    enum Operation {
        WRITE {
            @Override
            void run(Directory directory) throws IOException {
                directory.write("run.json", "zombie".getBytes(UTF_8));
            }
        },
        WRITE_INTO_A_NEW_DIRECTORY {
            @Override
            void run(Directory directory) throws IOException {
                directory.child("model").write("lenet.zip", "zombie".getBytes(UTF_8));
            }
        },
        WRITE_DURABLY {
            @Override
            void run(Directory directory) throws IOException {
                directory.child("checkpoints").writeDurably("latest.json", out -> out.write(1));
            }
        },
        CREATE {
            @Override
            void run(Directory directory) throws IOException {
                directory.child("checkpoints").child("two").create();
            }
        },
        DELETE_FILE {
            @Override
            void run(Directory directory) throws IOException {
                directory.delete("run.json");
            }
        },
        DELETE_DIRECTORY {
            @Override
            void run(Directory directory) throws IOException {
                directory.child("checkpoints").delete("one");
            }
        },
        CLEAR {
            @Override
            void run(Directory directory) throws IOException {
                directory.clear(Set.of(STAGING), "run.json");
            }
        };

        abstract void run(Directory directory) throws IOException;
    }

    private Directory directory() throws IOException {
        return Directory.at(run.toString(), new Configuration());
    }

    private void leaveARun() throws IOException {
        Files.writeString(run.resolve("run.json"), "new");
        Files.createDirectories(run.resolve("checkpoints/one"));
        Files.writeString(run.resolve("checkpoints/one/state.json"), "new");
        Files.writeString(run.resolve("checkpoints/latest.json"), "new");
    }

    /** Returns every path with its content; the paths of directories end with a slash. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(run)) {
            for (Path path : paths.toList()) {
                boolean directory = Files.isDirectory(path);
                tree.put(run.relativize(path) + (directory ? "/" : ""), directory ? "" : Files.readString(path));
            }
        }
        return tree;
    }

    /** The writer loses the ownership immediately after each successful check. */
    @ParameterizedTest
    @EnumSource
    void shouldChangeNothingAfterTheNextOwnerTookOver(Operation operation) throws IOException {
        leaveARun();
        int[] asked = {0};
        int stopped = 0;
        Map<String, String> begun = tree();
        do {
            int stopAt = stopped++;
            asked[0] = 0;
            Directory zombie = directory()
                    .guarded(
                            () -> {
                                if (asked[0]++ == stopAt) {
                                    takeOver();
                                }
                            },
                            STAGING);

            try {
                operation.run(zombie);
                assertThat(asked[0]).isLessThanOrEqualTo(stopAt);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("file:" + run).hasMessageNotContainingAny("\n");
                assertThat(tree()).as("stopped at question %d", stopAt).isEqualTo(takenOver);
            }
        } while (asked[0] > stopped - 1);
        // The guard was checked at least at the start, and the change was completed in the end.
        assertThat(stopped).isGreaterThan(1);
        assertThat(tree()).isNotEqualTo(begun);
    }

    private void takeOver() {
        try {
            Directory next = directory().guarded(() -> {}, ".staging-2");
            next.delete(STAGING);
            directory().delete(".staging-2");
            takenOver = tree();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReportTheLostOwnershipInsteadOfItsConsequence() throws IOException {
        List<String> asked = new ArrayList<>();
        Directory zombie = directory()
                .guarded(
                        () -> {
                            asked.add("");
                            if (asked.size() == 2) {
                                takeOver();
                            }
                            if (asked.size() > 2) {
                                throw new OwnershipLostException("another has it");
                            }
                        },
                        STAGING);

        assertThatThrownBy(() -> zombie.write("a", new byte[1]))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessage("another has it");
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void shouldLeaveNoFilesInTheStagingDirectory() throws IOException {
        leaveARun();
        Directory owner = directory().guarded(() -> {}, STAGING);
        for (Operation operation : Operation.values()) {
            operation.run(owner);
        }

        assertThat(tree()).containsOnlyKeys("/", STAGING + "/");
    }

    @Test
    void shouldKeepTheOldFileAndDeleteTheNewOneIfWritingFails() throws IOException {
        leaveARun();
        Directory owner = directory().guarded(() -> {}, STAGING);
        Map<String, String> before = tree();

        assertThatThrownBy(() -> owner.write("run.json", out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("no space left");
                }))
                .hasMessage("file:" + run + "/run.json: cannot be written: no space left");

        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void shouldCheckOwnershipBeforeWritingInPlace() throws IOException {
        leaveARun();
        Map<String, String> before = tree();
        Configuration configuration = new Configuration();
        configuration.setClass(
                "fs.other.impl", DirectoryTest.OtherFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        Directory lost = Directory.at("other:" + run, configuration)
                .guarded(
                        () -> {
                            throw new OwnershipLostException("another has it");
                        },
                        STAGING);

        for (Operation operation : Operation.values()) {
            assertThatThrownBy(() -> operation.run(lost)).isInstanceOf(OwnershipLostException.class);
        }
        assertThat(tree()).isEqualTo(before);
    }
}
