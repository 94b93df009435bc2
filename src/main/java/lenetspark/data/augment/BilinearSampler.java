package lenetspark.data.augment;

import java.util.Arrays;

/**
 * Samples a square image at fractional positions by bilinear interpolation; positions outside it have the background
 * value. Not thread-safe.
 */
final class BilinearSampler {

    /** Adding and then subtracting this value rounds a small float to the nearest integer. */
    private static final float TO_INTEGER = 0x1.8p23f;

    /** Rows and columns of background above and to the left of the copied image. */
    private static final int BORDER_BEFORE = 1;
    /**
     * Rows and columns of background below and to the right of the copied image: two, so that the last position has a
     * neighbour.
     */
    private static final int BORDER_AFTER = 2;

    private final int size;
    private final int paddedSize;
    private final float[] padded;
    private final float[] columns;
    private final float[] rows;
    private final float[] corners;

    /** @param size height and width of the images in pixels */
    BilinearSampler(int size) {
        this.size = size;
        paddedSize = BORDER_BEFORE + size + BORDER_AFTER;
        padded = new float[paddedSize * paddedSize];
        columns = new float[size * size];
        rows = new float[size * size];
        corners = new float[size * size];
    }

    /**
     * Replaces every pixel of {@code image[offset .. offset + size * size)} by the interpolated value at its source
     * position.
     *
     * @param x source columns in pixels, 0 at the centre of the first column; overwritten
     * @param y source rows in pixels, 0 at the centre of the first row; overwritten
     */
    void sample(float[] image, int offset, float background, float[] x, float[] y) {
        copyWithBorder(image, offset, background);
        split(x, columns);
        split(y, rows);
        computeCorners();
        interpolate(x, y, image, offset);
    }

    private void copyWithBorder(float[] image, int offset, float background) {
        Arrays.fill(padded, background);
        for (int row = 0; row < size; row++) {
            System.arraycopy(
                    image, offset + row * size, padded, (BORDER_BEFORE + row) * paddedSize + BORDER_BEFORE, size);
        }
    }

    /**
     * Splits positions along one axis into the index of the pixel before each position (its cell) and the distance 0..1
     * from that pixel. Each axis has its own loop, because a loop for both axes is compiled without vector instructions
     * in one JVM of three.
     */
    private void split(float[] positions, float[] cells) {
        float last = BORDER_BEFORE + size + 0.5f;
        for (int i = 0; i < cells.length; i++) {
            float position = Math.max(0, Math.min(last, positions[i] + BORDER_BEFORE));
            float cell = position - 0.5f + TO_INTEGER - TO_INTEGER;
            cells[i] = cell;
            positions[i] = position - cell;
        }
    }

    /**
     * Computes the indices of the cells in the padded image. The whole numbers are stored as floats, so that the loop
     * is vectorized.
     */
    private void computeCorners() {
        for (int i = 0; i < corners.length; i++) {
            corners[i] = rows[i] * paddedSize + columns[i];
        }
    }

    private void interpolate(float[] xFraction, float[] yFraction, float[] image, int offset) {
        for (int i = 0; i < corners.length; i++) {
            int corner = (int) corners[i];
            float topLeft = padded[corner];
            float bottomLeft = padded[corner + paddedSize];
            float above = topLeft + xFraction[i] * (padded[corner + 1] - topLeft);
            float below = bottomLeft + xFraction[i] * (padded[corner + paddedSize + 1] - bottomLeft);
            image[offset + i] = above + yFraction[i] * (below - above);
        }
    }
}
