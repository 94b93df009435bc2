package lenetspark.data.augment;

import java.util.Arrays;

/** Reads a square image between its pixels; all around it is background. Has buffers, for one thread. */
final class BilinearSampler {

    /** Added and subtracted again, it leaves the nearest integer of a small float. */
    private static final float TO_INTEGER = 0x1.8p23f;

    /** Rows and columns of background above and to the left of the copied image. */
    private static final int BEFORE = 1;
    /** Below and to the right. Two, so that the last position has a neighbour. */
    private static final int AFTER = 2;

    private final int size;
    private final int side;
    private final float[] bordered;
    private final float[] columns;
    private final float[] rows;
    private final float[] corners;

    /** @param size height and width of the images, in pixels */
    BilinearSampler(int size) {
        this.size = size;
        side = BEFORE + size + AFTER;
        bordered = new float[side * side];
        columns = new float[size * size];
        rows = new float[size * size];
        corners = new float[size * size];
    }

    /**
     * Replaces every pixel of {@code image[offset .. offset + size * size)} by the image's value at a position.
     *
     * @param x columns, counted in pixels from the centre of the first one; overwritten
     * @param y rows, likewise
     */
    void sample(float[] image, int offset, float background, float[] x, float[] y) {
        copy(image, offset, background);
        split(x, columns);
        split(y, rows);
        locate();
        interpolate(x, y, image, offset);
    }

    private void copy(float[] image, int offset, float background) {
        Arrays.fill(bordered, background);
        for (int row = 0; row < size; row++) {
            System.arraycopy(image, offset + row * size, bordered, (BEFORE + row) * side + BEFORE, size);
        }
    }

    /**
     * Turns positions along one axis into cells, the pixels before them, and distances 0..1 from these. One axis at a time: a
     * loop for both is compiled without vector instructions in one JVM of three.
     */
    private void split(float[] positions, float[] cells) {
        float last = BEFORE + size + 0.5f;
        for (int i = 0; i < cells.length; i++) {
            float position = Math.max(0, Math.min(last, positions[i] + BEFORE));
            float cell = position - 0.5f + TO_INTEGER - TO_INTEGER;
            cells[i] = cell;
            positions[i] = position - cell;
        }
    }

    /** Computes the indices of the cells in the bordered image: whole numbers, as floats, which vectors can hold. */
    private void locate() {
        for (int i = 0; i < corners.length; i++) {
            corners[i] = rows[i] * side + columns[i];
        }
    }

    private void interpolate(float[] fromLeft, float[] fromTop, float[] image, int offset) {
        for (int i = 0; i < corners.length; i++) {
            int corner = (int) corners[i];
            float topLeft = bordered[corner];
            float bottomLeft = bordered[corner + side];
            float above = topLeft + fromLeft[i] * (bordered[corner + 1] - topLeft);
            float below = bottomLeft + fromLeft[i] * (bordered[corner + side + 1] - bottomLeft);
            image[offset + i] = above + fromTop[i] * (below - above);
        }
    }
}
