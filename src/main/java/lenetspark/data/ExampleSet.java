package lenetspark.data;

/**
 * Immutable subset of the examples of a pixel store, in the order of the store. It holds indices, labels and pixel
 * sums, but no pixels.
 */
public final class ExampleSet {

    private final PixelStore images;
    private final int[] indices;
    private final short[] labels;
    private final PixelSums pixels;

    private ExampleSet(PixelStore images, int[] indices, short[] labels, PixelSums pixels) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
        this.pixels = pixels;
    }

    /** Returns the set of all examples of a store. {@code labels} has the shape [count]. */
    public static ExampleSet all(PixelStore images, short[] labels, PixelSums pixels) {
        int[] indices = new int[labels.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i;
        }
        return new ExampleSet(images, indices, labels.clone(), pixels);
    }

    /** Returns the examples at the given positions in this set, which must be ascending. */
    public ExampleSet at(int[] positions) {
        int[] chosen = new int[positions.length];
        short[] chosenLabels = new short[positions.length];
        for (int i = 0; i < positions.length; i++) {
            chosen[i] = indices[positions[i]];
            chosenLabels[i] = labels[positions[i]];
        }
        return new ExampleSet(images, chosen, chosenLabels, pixels);
    }

    /** Returns the same examples with every label replaced by {@code labels[label]}. */
    public ExampleSet relabelled(short[] labels) {
        short[] changed = new short[this.labels.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = labels[this.labels[i]];
        }
        return new ExampleSet(images, indices, changed, pixels);
    }

    /** Returns the number of examples. */
    public int size() {
        return indices.length;
    }

    /** Returns the ascending indices of the examples in their store, shape [size]. */
    public int[] indices() {
        return indices.clone();
    }

    /** Returns the labels of the examples in the order of {@link #indices}, shape [size]. */
    public int[] labels() {
        int[] copy = new int[labels.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = labels[i];
        }
        return copy;
    }

    /** Returns the exact statistics of the stored pixels of these examples. The set must not be empty. */
    public PixelStatistics pixelStatistics() {
        return pixels.of(indices);
    }

    /** Returns the URI of the images. */
    public String uri() {
        return images.location();
    }

    /** Returns the store that holds the pixels. */
    public PixelStore images() {
        return images;
    }

    /**
     * Returns the labels in the order of {@link #indices} without copying them; the caller must not modify the array.
     */
    public short[] rawLabels() {
        return labels;
    }
}
