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
 * Decompressed content of a raw or gzip-compressed file. The first two bytes decide which of the two it is, not the
 * file name. Damaged gzip data and bytes after its end cause a {@link DataException}; an {@link IOException} of any
 * subclass from the stream of the stored file is passed on unchanged.
 */
final class ContentStream extends InputStream {

    private static final int BUFFER_SIZE = 1 << 16;

    private final String file;
    private final FailureRecordingStream stored;
    private final InputStream content;
    private final @Nullable TrailingBytesCounter gzip;

    ContentStream(String file, InputStream in) throws IOException {
        this.file = file;
        this.stored = new FailureRecordingStream(in);
        InputStream buffered = new BufferedInputStream(stored, BUFFER_SIZE);
        buffered.mark(2);
        boolean compressed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        try {
            gzip = compressed ? new TrailingBytesCounter(new CountingStream(buffered)) : null;
        } catch (EOFException | ZipException e) {
            stored.rethrowFailure();
            throw corrupt(e);
        }
        content = gzip == null ? buffered : gzip;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = content.read(buffer, offset, length);
            if (read < 0 && gzip != null) {
                // GZIPInputStream treats an exception while it looks for another member as the end of the data.
                stored.rethrowFailure();
                rejectTrailing(gzip.trailingBytes());
            }
            return read;
        } catch (EOFException | ZipException e) {
            stored.rethrowFailure();
            throw corrupt(e);
        }
    }

    @Override
    public long skip(long bytes) throws IOException {
        try {
            return content.skip(bytes);
        } catch (EOFException | ZipException e) {
            stored.rethrowFailure();
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

    /**
     * Records the exception of the stored file's stream, to distinguish its EOFException from one of the gzip decoder.
     */
    private static final class FailureRecordingStream extends FilterInputStream {
        private @Nullable IOException failure;

        FailureRecordingStream(InputStream in) {
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

        void rethrowFailure() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }

    /**
     * Counts the bytes read. {@link #available} is exact, because GZIPInputStream uses it to decide whether another
     * member follows.
     */
    private static final class CountingStream extends FilterInputStream {
        private long count;

        CountingStream(InputStream in) {
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

    /** Counts the bytes after the last gzip member, which GZIPInputStream silently ignores as padding. */
    private static final class TrailingBytesCounter extends GZIPInputStream {
        private static final int TRAILER_LENGTH = 8;

        private final CountingStream stored;
        private long filled;

        TrailingBytesCounter(CountingStream stored) throws IOException {
            super(stored, BUFFER_SIZE);
            this.stored = stored;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            filled = stored.count;
        }

        /** Returns the number of bytes after the trailer of the last member. Call it only at the end of the content. */
        long trailingBytes() throws IOException {
            long end = filled - inf.getRemaining() + TRAILER_LENGTH;
            stored.transferTo(OutputStream.nullOutputStream());
            return stored.count - end;
        }
    }
}
