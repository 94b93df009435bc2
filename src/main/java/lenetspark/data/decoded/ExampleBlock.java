package lenetspark.data.decoded;

import java.io.Serializable;
import java.util.Arrays;
import lenetspark.data.image.InputImage;

/**
 * Block of decoded examples with their pixels. It is a class and not a record because Kryo cannot deserialize records.
 */
final class ExampleBlock implements Serializable {

    /** Largest number of examples in a block. */
    static final int CAPACITY = 1024;

    private static final long serialVersionUID = 1L;

    private final BlockSummary summary;
    private final byte[] pixels;

    ExampleBlock(BlockSummary summary, byte[] pixels) {
        this.summary = summary;
        this.pixels = pixels;
    }

    BlockSummary summary() {
        return summary;
    }

    /** Returns a copy of the 32x32 pixels of an example. */
    byte[] image(int example) {
        return Arrays.copyOfRange(pixels, example * InputImage.PIXELS, (example + 1) * InputImage.PIXELS);
    }
}
