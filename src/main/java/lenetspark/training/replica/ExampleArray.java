package lenetspark.training.replica;

import java.io.Serializable;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import lenetspark.data.InputTransform;
import lenetspark.kernel.ByteImages;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Features or labels of a shard, one example after the other: unsigned bytes if the input has type UBYTE, else floats. */
final class ExampleArray implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int exampleLength;
    private final byte @Nullable [] bytes;
    private final float @Nullable [] floats;

    private ExampleArray(int exampleLength, byte @Nullable [] bytes, float @Nullable [] floats) {
        this.exampleLength = exampleLength;
        this.bytes = bytes;
        this.floats = floats;
    }

    /**
     * Concatenates the rows of {@code blocks}. The result holds bytes if every block has type UBYTE.
     *
     * @param blocks arrays of shape [examples, ...]
     * @param exampleLength number of values of one example
     * @throws IllegalArgumentException if the result is too long for a Java array
     */
    static ExampleArray concatenate(List<INDArray> blocks, int exampleLength) {
        long length = blocks.stream().mapToLong(INDArray::length).sum();
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("A shard must hold at most %,d values, got: %,d; use more partitions"
                    .formatted(Integer.MAX_VALUE - 8, length));
        }
        if (blocks.stream().allMatch(block -> block.dataType() == DataType.UINT8)) {
            byte[] bytes = new byte[(int) length];
            int offset = 0;
            for (INDArray block : blocks) {
                int blockLength = (int) block.length();
                INDArray copy = block.dup('c');
                new BytePointer(copy.data().pointer()).get(bytes, offset, blockLength);
                // ND4J frees the memory of an unreachable array, even while it is being read.
                Reference.reachabilityFence(copy);
                offset += blockLength;
            }
            return new ExampleArray(exampleLength, bytes, null);
        }
        float[] floats = new float[(int) length];
        int offset = 0;
        for (INDArray block : blocks) {
            float[] values = FlatVector.read(block.castTo(DataType.FLOAT));
            System.arraycopy(values, 0, floats, offset, values.length);
            offset += values.length;
        }
        return new ExampleArray(exampleLength, null, floats);
    }

    boolean isBytes() {
        return bytes != null;
    }

    /** Copies one example unchanged; bytes become 0 to 255. */
    void copy(int example, float[] target, int targetOffset) {
        int from = example * exampleLength;
        if (bytes == null) {
            System.arraycopy(floats(), from, target, targetOffset, exampleLength);
            return;
        }
        for (int i = 0; i < exampleLength; i++) {
            target[targetOffset + i] = bytes[from + i] & 0xff;
        }
    }

    /** Makes {@code images} refer to the first {@code count} of {@code examples}, which must be bytes. */
    void select(ByteImages images, int[] examples, int count) {
        images.select(requireBytes(), examples, 0, count);
    }

    /** Transforms one example of bytes to the network's input. */
    void transform(int example, InputTransform transform, float[] target, int targetOffset) {
        transform.apply(requireBytes(), example * exampleLength, target, targetOffset);
    }

    private byte[] requireBytes() {
        if (bytes == null) {
            throw new IllegalStateException("Examples must be bytes to be transformed, got: floats");
        }
        return bytes;
    }

    private float[] floats() {
        if (floats == null) {
            throw new IllegalStateException("Examples must be floats, got: bytes");
        }
        return floats;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExampleArray array
                && exampleLength == array.exampleLength
                && Arrays.equals(bytes, array.bytes)
                && Arrays.equals(floats, array.floats);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Arrays.hashCode(floats);
    }
}
