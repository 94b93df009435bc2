package lenetspark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lenetspark.checkpoint.CheckpointStore;
import lenetspark.checkpoint.Progress;
import lenetspark.checkpoint.Progress.PartialEpoch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the order of writes, syncs and renames. */
class DurabilityTest {

    private static final List<String> OPERATIONS = new ArrayList<>();

    private final Path temporary;

    DurabilityTest(@TempDir Path temporary) throws IOException {
        this.temporary = Files.createDirectory(temporary.resolve("run"));
    }

    /** Local filesystem that records its operations. */
    static final class RecordingFiles extends LocalFiles {

        @Override
        public URI getUri() {
            return URI.create("recording:///");
        }

        private static void record(String operation, org.apache.hadoop.fs.Path path) {
            String name = path.toUri().getPath().replaceFirst(".*/run/?", "").replaceFirst("\\.[0-9a-f]{32}", "");
            OPERATIONS.add(operation + " " + name);
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path path,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            FSDataOutputStream file = super.create(path, overwrite, bufferSize, replication, blockSize, progress);
            return new FSDataOutputStream(new Recorded(file, path), null);
        }

        @Override
        public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path onto) throws IOException {
            record("rename to", onto);
            return super.rename(from, onto);
        }

        @Override
        public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
            if (exists(path)) {
                record("delete", path);
            }
            return super.delete(path, recursive);
        }

        @Override
        void syncDirectory(org.apache.hadoop.fs.Path path) throws IOException {
            record("sync directory", path);
            super.syncDirectory(path);
        }

        private static final class Recorded extends OutputStream implements Syncable, StreamCapabilities {
            private final FSDataOutputStream file;
            private final org.apache.hadoop.fs.Path path;

            Recorded(FSDataOutputStream file, org.apache.hadoop.fs.Path path) {
                this.file = file;
                this.path = path;
            }

            @Override
            public void write(int value) throws IOException {
                file.write(value);
            }

            @Override
            public void hflush() throws IOException {
                file.hflush();
            }

            @Override
            public void hsync() throws IOException {
                record("sync", path);
                file.hsync();
            }

            @Override
            public boolean hasCapability(String capability) {
                return file.hasCapability(capability);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        }
    }

    private Directory directory() throws IOException {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.recording.impl", RecordingFiles.class, FileSystem.class);
        return Directory.at("recording:" + temporary, configuration);
    }

    @Test
    void shouldSyncACheckpointBeforeItsManifestAndTheManifestBeforeDeletingAnOlderCheckpoint() throws IOException {
        Directory checkpoints = directory().child("checkpoints");
        CheckpointStore store = new CheckpointStore(checkpoints, 1, warning -> {
            throw new AssertionError(warning);
        });
        store.save(progress(1), out -> out.write(1));
        OPERATIONS.clear();

        store.save(progress(2), out -> out.write(2));

        assertThat(OPERATIONS)
                .containsExactly(
                        "sync checkpoints/epoch-0002-round-0000/.model.zip.tmp",
                        "rename to checkpoints/epoch-0002-round-0000/model.zip",
                        "sync checkpoints/epoch-0002-round-0000/.state.json.tmp",
                        "rename to checkpoints/epoch-0002-round-0000/state.json",
                        "sync directory checkpoints/epoch-0002-round-0000",
                        "sync directory checkpoints",
                        "sync checkpoints/.latest.json.tmp",
                        "rename to checkpoints/latest.json",
                        "sync directory checkpoints",
                        "sync directory ",
                        "delete checkpoints/epoch-0001-round-0000");
    }

    private static Progress progress(int epoch) {
        return new Progress(Map.of(), null, epoch, 0, epoch, PartialEpoch.NONE, null, null, List.of());
    }

    /** Hadoop wraps the stream of the file; every wrapper must forward the sync request. */
    @Test
    void shouldSyncThroughTheStreamsOfHadoop() throws IOException {
        FileSystem files = FileSystems.of(new org.apache.hadoop.fs.Path("file:" + temporary), new Configuration());
        try (FSDataOutputStream out = files.create(new org.apache.hadoop.fs.Path("file:" + temporary + "/a"))) {
            assertThat(out.hasCapability(StreamCapabilities.HSYNC)).isTrue();
            out.write(1);
            assertThat(temporary.resolve("a")).isEmptyFile();
            out.hsync();
            assertThat(temporary.resolve("a")).hasBinaryContent(new byte[] {1});
        }
    }
}
