package lenetspark.data;

/** Some of the examples of a store, in its order: positions, labels and sums, no pixels. Immutable. */
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

    /** All examples of a store; {@code labels} is [count]. */
    public static ExampleSet all(PixelStore images, short[] labels, PixelSums pixels) {
        int[] indices = new int[labels.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i;
        }
        return new ExampleSet(images, indices, labels.clone(), pixels);
    }

    /** The examples at these positions of this subset, ascending. */
    public ExampleSet at(int[] positions) {
        int[] chosen = new int[positions.length];
        short[] theirs = new short[positions.length];
        for (int i = 0; i < positions.length; i++) {
            chosen[i] = indices[positions[i]];
            theirs[i] = labels[positions[i]];
        }
        return new ExampleSet(images, chosen, theirs, pixels);
    }

    /** The same examples with other labels: {@code labels[label]} in the place of each. */
    public ExampleSet relabelled(short[] labels) {
        short[] changed = new short[this.labels.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = labels[this.labels[i]];
        }
        return new ExampleSet(images, indices, changed, pixels);
    }

    /** The number of examples. */
    public int size() {
        return indices.length;
    }

    /** The examples' positions in their store, ascending: [size]. */
    public int[] indices() {
        return indices.clone();
    }

    /** The examples' labels in the order of {@link #indices}: [size]. */
    public int[] labels() {
        int[] copy = new int[labels.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = labels[i];
        }
        return copy;
    }

    /** The statistics of the examples' pixels as stored, exact for any subset; it must not be empty. */
    public PixelStatistics pixelStatistics() {
        return pixels.of(indices);
    }

    /** The URI of the images. */
    public String uri() {
        return images.location();
    }

    public PixelStore images() {
        return images;
    }

    public short[] rawLabels() {
        return labels;
    }
}
