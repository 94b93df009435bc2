package lenetspark.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest {

    private final Path temporary;

    DirectoryTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    /** Local filesystem with another scheme, of a class that the storage package does not handle specially. */
    public static class OtherFileSystem extends FilterFileSystem {
        public OtherFileSystem() {
            super(new UnderOther());
        }

        @Override
        public String getScheme() {
            return "other";
        }
    }

    /** The same filesystem with a FileContext, by which filesystems rename over existing files. */
    public static final class RenamingFileSystem extends FilterFileSystem {
        public RenamingFileSystem() {
            super(new UnderRenaming());
        }

        @Override
        public String getScheme() {
            return "renaming";
        }

        @Override
        public boolean hasPathCapability(org.apache.hadoop.fs.Path path, String capability) throws IOException {
            return capability.equals(CommonPathCapabilities.FS_ACLS) || super.hasPathCapability(path, capability);
        }
    }

    public static final class RenamingContext extends DelegateToFileSystem {
        public RenamingContext(URI uri, Configuration configuration) throws Exception {
            super(uri, new UnderRenaming(), configuration, "renaming", false);
        }

        @Override
        public int getUriDefaultPort() {
            return -1;
        }
    }

    // Two classes are needed instead of a field, because the constructor of the superclass already calls getUri.
    private static final class UnderOther extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("other:///");
        }
    }

    private static final class UnderRenaming extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("renaming:///");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b,a | | a b",
                "a,b,c | d,c,b | b c",
                "a,b | c | ''",
                "localhost | localhost | ''",
            })
    void shouldReturnHostsThatStoreAllBlocksOfAFile(String first, String second, String expected) throws IOException {
        Files.writeString(temporary.resolve("file"), "content");
        String[] blocks = second == null ? new String[] {first} : new String[] {first, second};
        Directory directory = Directory.at("placed:" + temporary, BlockLocationFileSystem.configuration(blocks));

        assertThat(String.join(" ", directory.hosts("file"))).isEqualTo(expected);
    }

    @Test
    void shouldReportNoHostsForLocalFiles() throws IOException {
        Files.writeString(temporary.resolve("file"), "content");

        assertThat(at("file", "").hosts("file")).isEmpty();
    }

    @Test
    void shouldApplyTheUmaskToLocalFilesAndDirectories() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set("fs.permissions.umask-mode", "027");
        Directory directory = Directory.at("file:" + temporary + "/run", configuration);

        directory.write("state.json", out -> out.write('1'));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve("run"))))
                .isEqualTo("rwxr-x---");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve("run/state.json"))))
                .isEqualTo("rw-r-----");
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.other.impl", OtherFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        configuration.setClass("fs.renaming.impl", RenamingFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        configuration.setClass(
                "fs.AbstractFileSystem.renaming.impl",
                RenamingContext.class,
                org.apache.hadoop.fs.AbstractFileSystem.class);
        return configuration;
    }

    private Directory at(String scheme, String name) throws IOException {
        return Directory.at(scheme + ":" + temporary.resolve(name), configuration());
    }

    private Directory local() throws IOException {
        return at("file", "run");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "other", "renaming"})
    void shouldReadBackWrittenContentAndLeaveNoOtherFiles(String scheme) throws IOException {
        Directory directory = at(scheme, "run");
        directory.write("b", bytes("first"));
        directory.write("b", bytes("second"));
        directory.child("a").write("deep", bytes("x"));

        assertThat(directory.read("b")).asString(UTF_8).isEqualTo("second");
        assertThat(directory.length("b")).isEqualTo(6);
        assertThat(directory.list()).containsExactly("a", "b");
        assertThat(temporary.resolve("run").toFile().list()).containsExactlyInAnyOrder("a", "b");
        assertThat(temporary.resolve("run/a").toFile().list()).containsExactly("deep");
        assertThat(directory.uri()).startsWith(scheme + ":/").endsWith("/run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "renaming"})
    void shouldKeepTheOldFileIfWritingFails(String scheme) throws IOException {
        Directory directory = at(scheme, "run");
        directory.write("state.json", bytes("old"));

        assertThatThrownBy(() -> directory.write("state.json", out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("no space left\nat all");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(directory.uri() + "/state.json: cannot be written: no space left");

        assertThat(directory.read("state.json")).asString(UTF_8).isEqualTo("old");
        assertThat(temporary.resolve("run").toFile().list()).containsExactly("state.json");
    }

    @Test
    void shouldLeaveNoPartialFileIfRenameIsUnsupported() throws IOException {
        Directory directory = at("other", "run");

        assertThatThrownBy(() -> directory.write("state.json", out -> {
                    out.write(new byte[100_000]);
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(directory.contains("state.json")).isFalse();
        assertThat(directory.isEmpty()).isTrue();
    }

    @Test
    void shouldResolveUrisByTheirSchemeRegardlessOfTheDefaultFilesystem() throws IOException {
        Configuration configuration = configuration();
        configuration.set("fs.defaultFS", "other:///");

        assertThat(Directory.at("file:" + temporary, configuration).uri()).isEqualTo("file:" + temporary);
        assertThat(Directory.at("renaming:" + temporary, configuration).uri()).startsWith("renaming:/");
        assertThat(Directory.at(temporary.toString(), configuration).uri()).startsWith("other:/");
    }

    @Test
    void shouldReportAnUnsupportedScheme() {
        assertThatThrownBy(() -> Directory.at("s3x://b/c", new Configuration()))
                .isInstanceOf(IOException.class)
                .hasMessage("s3x://b/c: no filesystem for scheme 's3x';"
                        + " add the Hadoop connector of the scheme to the class path")
                .hasCauseInstanceOf(UnsupportedFileSystemException.class);
    }

    @Test
    void shouldReportAMissingConnector() {
        Configuration configuration = new Configuration();
        configuration.set("fs.s3y.impl", "org.example.Missing");
        assertThatThrownBy(() -> Directory.at("s3y://b/c", configuration))
                .isInstanceOf(IOException.class)
                .hasMessage("s3y://b/c: no filesystem for scheme 's3y';"
                        + " add the Hadoop connector of the scheme to the class path");
    }

    @Test
    void shouldRejectInvalidUris() {
        assertThatThrownBy(() -> Directory.at("", new Configuration()))
                .isInstanceOf(IOException.class)
                .hasMessage("'': not a valid URI: Can not create a Path from an empty string");
    }

    @Test
    void shouldDistinguishMissingEmptyAndNonEmptyDirectories() throws IOException {
        Directory directory = local();
        assertThat(directory.exists()).isFalse();
        assertThat(directory.isEmpty()).isTrue();
        assertThatThrownBy(directory::list)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(directory.uri() + ": no such directory");

        directory.create();
        directory.create();
        assertThat(directory.exists()).isTrue();
        assertThat(directory.isEmpty()).isTrue();
        assertThat(directory.list()).isEmpty();

        directory.write("a", new byte[0]);
        assertThat(directory.isEmpty()).isFalse();
        assertThat(directory.contains("a")).isTrue();
        assertThat(directory.contains("b")).isFalse();
    }

    @Test
    void shouldReportModificationTime() throws IOException {
        Directory directory = local();
        directory.write("a", bytes("x"));
        Instant time = Instant.parse("2026-01-02T03:04:05Z");
        Files.setLastModifiedTime(temporary.resolve("run/a"), FileTime.from(time));

        assertThat(directory.modified("a")).isEqualTo(time);
        assertThatThrownBy(() -> directory.modified("b"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageStartingWith(directory.uri() + "/b: ");
    }

    @Test
    void shouldClearHiddenFilesAndKeepNamedOnes() throws IOException {
        Directory directory = local();
        for (String name : List.of("run.json", ".hidden", ".run.lock", ".staging", "metrics.jsonl")) {
            directory.write(name, bytes("x"));
        }
        directory.child("checkpoints").write("deep", bytes("x"));

        directory.clear(Set.of(".run.lock", ".staging"), "run.json");
        assertThat(temporary.resolve("run").toFile().list()).containsExactlyInAnyOrder(".run.lock", ".staging");

        local().child("missing").clear(Set.of(".run.lock", ".staging"), "run.json");
        assertThat(temporary.resolve("run/missing")).doesNotExist();
    }

    @Test
    void shouldNotWriteAFileIntoADirectoryOfTheSameName() throws IOException {
        Directory directory = local();
        directory.child("taken").create();

        assertThatThrownBy(() -> directory.write("taken", bytes("x")))
                .isInstanceOf(IOException.class)
                .hasMessage(directory + "/taken: cannot be written: it is a directory, not a file");
        assertThat(directory.child("taken").isEmpty()).isTrue();
        assertThat(temporary.resolve("run").toFile().list()).containsExactly("taken");
    }

    @Test
    void shouldNotTreatAFileAsADirectory() throws IOException {
        Directory directory = local();
        directory.write("file", bytes("x"));
        Directory file = directory.child("file");

        assertThat(file.exists()).isFalse();
        assertThatThrownBy(file::isEmpty).hasMessage(file.uri() + ": cannot be listed: it is a file, not a directory");
        assertThatThrownBy(file::create)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.uri() + ": cannot be created: ");
        directory.child("sub").create();
        assertThatThrownBy(() -> directory.read("sub"))
                .hasMessage(directory.uri() + "/sub: is a directory, not a file");
    }

    @Test
    void shouldHideFilesOfInterruptedWrites() throws IOException {
        Directory directory = local();
        directory.create();
        Files.write(temporary.resolve("run/.model.zip.0f.tmp"), new byte[3]);

        assertThat(directory.isEmpty()).isTrue();
        assertThat(directory.list()).isEmpty();
    }

    @Test
    void shouldDeleteTheChecksumOfAReplacedFile() throws IOException {
        Directory directory = local();
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(directory.uri() + "/a");
        org.apache.hadoop.fs.FileSystem checked = file.getFileSystem(new Configuration());
        try (var out = checked.create(file)) {
            out.write(1);
        }
        assertThat(temporary.resolve("run/.a.crc")).exists();

        directory.write("a", bytes("longer"));

        try (var in = checked.open(file)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("longer");
        }
    }

    @Test
    void shouldOpenAtAnOffsetAndSkip() throws IOException {
        Directory directory = local();
        directory.write("digits", bytes("0123456789"));

        try (InputStream in = directory.open("digits", 4)) {
            assertThat(in.read()).isEqualTo('4');
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(in.read()).isEqualTo('7');
            assertThat(in.skip(100)).isEqualTo(2);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.skip(1)).isZero();
        }
        try (InputStream in = directory.open("digits", 10)) {
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> directory.open("digits", 11))
                .isInstanceOf(EOFException.class)
                .hasMessage(directory.uri() + "/digits: has 10 bytes, cannot be opened at byte 11");
        assertThatThrownBy(() -> directory.open("none"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(directory.uri() + "/none: no such file");
        assertThatThrownBy(() -> directory.length("none")).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void shouldDeleteFilesDirectoriesAndItself() throws IOException {
        Directory directory = local();
        directory.write("a", bytes("x"));
        directory.child("b").child("c").write("d", bytes("x"));

        directory.delete("a");
        directory.delete("b");
        directory.delete("never there");
        assertThat(directory.list()).isEmpty();
        directory.delete();
        directory.delete();
        assertThat(directory.exists()).isFalse();
    }

    @Test
    void shouldAcceptNamesWithColonsAndSpaces() throws IOException {
        Directory directory = local().child("2026-01-31T12:00:00 a%20b");
        directory.write("x:y", bytes("z"));

        Directory again = Directory.at(directory.uri(), new Configuration());
        assertThat(again.list()).containsExactly("x:y");
        assertThat(again.read("x:y")).asString(UTF_8).isEqualTo("z");
        assertThat(temporary.resolve("run/2026-01-31T12:00:00 a%20b/x:y")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/a"})
    void shouldRejectNamesThatArePaths(String name) throws IOException {
        Directory directory = local();
        assertThatThrownBy(() -> directory.child(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the name of a file or directory: '" + name + "'");
    }

    @Test
    void shouldSerializeWithItsConfiguration() throws Exception {
        Directory directory = at("other", "run");
        directory.write("a", bytes("x"));

        ByteArrayOutputStream serialised = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(serialised)) {
            out.writeObject(directory);
        }
        Directory arrived =
                (Directory) new ObjectInputStream(new ByteArrayInputStream(serialised.toByteArray())).readObject();

        assertThat(arrived.uri()).isEqualTo(directory.uri());
        assertThat(arrived.read("a")).asString(UTF_8).isEqualTo("x");
    }
}
