package lenet.data;

import java.io.Serializable;
import java.util.Arrays;

/** Some decoded examples with their pixels. A class, because Kryo makes no records. */
final class ExampleBlock implements Serializable {

    static final int CAPACITY = 1024;

    private static final long serialVersionUID = 1L;

    private final BlockFacts facts;
    private final byte[] pixels;

    ExampleBlock(BlockFacts facts, byte[] pixels) {
        this.facts = facts;
        this.pixels = pixels;
    }

    BlockFacts facts() {
        return facts;
    }

    /** The pixels of one of the examples, 32x32, copied. */
    byte[] image(int example) {
        return Arrays.copyOfRange(pixels, example * NetworkImage.PIXELS, (example + 1) * NetworkImage.PIXELS);
    }
}
