package lenetspark.data.decoded;

import java.io.Serializable;
import java.util.Arrays;
import lenetspark.data.image.InputImage;

/** Some decoded examples with their pixels. A class, because Kryo makes no records. */
final class ExampleBlock implements Serializable {

    static final int CAPACITY = 1024;

    private static final long serialVersionUID = 1L;

    private final BlockSummary facts;
    private final byte[] pixels;

    ExampleBlock(BlockSummary facts, byte[] pixels) {
        this.facts = facts;
        this.pixels = pixels;
    }

    BlockSummary facts() {
        return facts;
    }

    /** The pixels of one of the examples, 32x32, copied. */
    byte[] image(int example) {
        return Arrays.copyOfRange(pixels, example * InputImage.PIXELS, (example + 1) * InputImage.PIXELS);
    }
}
