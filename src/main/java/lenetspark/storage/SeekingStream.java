package lenetspark.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Stream of a file that skips by seeking, because most streams of object stores read the skipped bytes. */
final class SeekingStream extends FilterInputStream {

    private final FSDataInputStream file;
    private final long length;

    SeekingStream(FSDataInputStream file, long length) {
        super(file);
        this.file = file;
        this.length = length;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long position = file.getPos();
        long skipped = Math.max(0, Math.min(bytes, length - position));
        if (skipped > 0) {
            file.seek(position + skipped);
        }
        return skipped;
    }
}
