package lenetspark.data.idx;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import lenetspark.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file that is stored raw or gzip-compressed; its first two bytes tell which, not its name. Damaged
 * gzip data, and bytes after its end, are a {@link DataException}; what the stored file's stream throws stays an
 * {@link IOException}, of whatever class it is.
 */
final class ContentStream extends InputStream {

    private static final int BUFFER = 1 << 16;

    private final String file;
    private final Stored stored;
    private final InputStream content;
    private final @Nullable Gzip gzip;

    ContentStream(String file, InputStream in) throws IOException {
        this.file = file;
        this.stored = new Stored(in);
        InputStream buffered = new BufferedInputStream(stored, BUFFER);
        buffered.mark(2);
        boolean compressed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        try {
            gzip = compressed ? new Gzip(new Counted(buffered)) : null;
        } catch (EOFException | ZipException e) {
            stored.requireGood();
            throw corrupt(e);
        }
        content = gzip == null ? buffered : gzip;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = content.read(buffer, offset, length);
            if (read < 0 && gzip != null) {
                // GZIPInputStream takes a failure in the search for another member for the end.
                stored.requireGood();
                rejectTrailing(gzip.trailing());
            }
            return read;
        } catch (EOFException | ZipException e) {
            stored.requireGood();
            throw corrupt(e);
        }
    }

    @Override
    public long skip(long bytes) throws IOException {
        try {
            return content.skip(bytes);
        } catch (EOFException | ZipException e) {
            stored.requireGood();
            throw corrupt(e);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    private void rejectTrailing(long bytes) {
        if (bytes > 0) {
            throw new DataException(file + ": found " + bytes + " bytes after the end of the gzip data, expected none");
        }
    }

    private DataException corrupt(IOException cause) {
        return new DataException(
                file + ": corrupt gzip data (" + cause.getMessage() + "), expected a complete gzip file; "
                        + IdxReader.REMEDY,
                cause);
    }

    /** Remembers the failure of the file's own stream, which may be an EOFException as the decoder's are. */
    private static final class Stored extends FilterInputStream {
        private @Nullable IOException failure;

        Stored(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public long skip(long bytes) throws IOException {
            try {
                return in.skip(bytes);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        void requireGood() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Counts what is read, and says exactly whether there is more: GZIPInputStream looks for another member then. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public int available() throws IOException {
            in.mark(1);
            int next = in.read();
            in.reset();
            return next < 0 ? 0 : 1;
        }
    }

    /** GZIPInputStream takes anything after the last member for padding, without a word; this one counts it. */
    private static final class Gzip extends GZIPInputStream {
        private static final int TRAILER = 8;

        private final Counted stored;
        private long filled;

        Gzip(Counted stored) throws IOException {
            super(stored, BUFFER);
            this.stored = stored;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            filled = stored.count;
        }

        /** At the end of the content: the bytes of the file after the last member's trailer. */
        long trailing() throws IOException {
            long end = filled - inf.getRemaining() + TRAILER;
            stored.transferTo(OutputStream.nullOutputStream());
            return stored.count - end;
        }
    }
}
