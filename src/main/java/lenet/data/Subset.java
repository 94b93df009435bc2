package lenet.data;

/** Some of the examples of one image file, in file order: positions, labels and sums, no pixels. Immutable. */
public final class Subset {

    private final ImageFile images;
    private final int[] indices;
    private final byte[] labels;
    private final PixelSums pixels;

    private Subset(ImageFile images, int[] indices, byte[] labels, PixelSums pixels) {
        this.images = images;
        this.indices = indices;
        this.labels = labels;
        this.pixels = pixels;
    }

    /** All examples of a file; {@code labels} is [count]. */
    static Subset all(ImageFile images, byte[] labels, PixelSums pixels) {
        int[] indices = new int[labels.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i;
        }
        return new Subset(images, indices, labels.clone(), pixels);
    }

    /** The examples at these positions of this subset, ascending. */
    Subset at(int[] positions) {
        int[] chosen = new int[positions.length];
        byte[] theirs = new byte[positions.length];
        for (int i = 0; i < positions.length; i++) {
            chosen[i] = indices[positions[i]];
            theirs[i] = labels[positions[i]];
        }
        return new Subset(images, chosen, theirs, pixels);
    }

    /** The number of examples. */
    public int size() {
        return indices.length;
    }

    /** The examples' positions in their file, ascending: [size]. */
    public int[] indices() {
        return indices.clone();
    }

    /** The examples' labels, 0 to 9, in the order of {@link #indices}: [size]. */
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

    /** The URI of the image file. */
    public String uri() {
        return images.location();
    }

    ImageFile images() {
        return images;
    }

    byte[] rawLabels() {
        return labels;
    }
}
