package lenetspark.data.idx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import lenetspark.data.Sources;
import lenetspark.data.image.InputImage;
import org.jspecify.annotations.Nullable;

/** Iterator over the images of a range. It keeps at most one file open. */
final class IdxRangeReader implements Iterator<IdxImage>, AutoCloseable {

    private final IdxRange range;
    private long next;
    private int file = -1;
    private long fileFrom;
    private long fileTo;
    private @Nullable IdxReader reader;

    IdxRangeReader(IdxRange range) {
        this.range = range;
        this.next = range.from();
    }

    @Override
    public boolean hasNext() {
        return next < range.to();
    }

    @Override
    public IdxImage next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        while (next >= fileTo) {
            close();
            file++;
            fileFrom = fileTo;
            fileTo = fileFrom + range.files().get(file).count();
        }
        IdxImageFile images = range.files().get(file);
        try {
            byte[] pixels = new byte[images.height() * images.width()];
            images.read(openReader(images), pixels, 0);
            int index = (int) (next - fileFrom);
            next++;
            return new IdxImage(images.location(), index, InputImage.of(pixels, images.height(), images.width()));
        } catch (IOException e) {
            throw Sources.readFailure(images.location(), e);
        }
    }

    private IdxReader openReader(IdxImageFile images) throws IOException {
        IdxReader open = reader;
        if (open == null) {
            open = images.open();
            reader = open;
            open.skip((int) (next - fileFrom));
        }
        return open;
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
            reader = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
