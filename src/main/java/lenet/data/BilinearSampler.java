package lenet.data;

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
    private final float[] corners;

    /** @param size height and width of the images, in pixels */
    BilinearSampler(int size) {
        this.size = size;
        side = BEFORE + size + AFTER;
        bordered = new float[side * side];
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
        split(x, y);
        interpolate(x, y, image, offset);
    }

    private void copy(float[] image, int offset, float background) {
        Arrays.fill(bordered, background);
        for (int row = 0; row < size; row++) {
            System.arraycopy(image, offset + row * size, bordered, (BEFORE + row) * side + BEFORE, size);
        }
    }

    /** Turns positions into indices of the pixel above and to the left of them, and distances 0..1 from it. */
    private void split(float[] x, float[] y) {
        float last = BEFORE + size + 0.5f;
        for (int i = 0; i < corners.length; i++) {
            float column = last - positive(last - positive(x[i] + BEFORE));
            float row = last - positive(last - positive(y[i] + BEFORE));
            float left = column - 0.5f + TO_INTEGER - TO_INTEGER;
            float top = row - 0.5f + TO_INTEGER - TO_INTEGER;
            corners[i] = top * side + left;
            x[i] = column - left;
            y[i] = row - top;
        }
    }

    /**
     * The number if it is positive, else 0. {@link Math#max(float, float)} is not the same to the JVM: whether it becomes a vector
     * instruction or a branch depends on how it was called elsewhere.
     */
    private static float positive(float number) {
        return 0.5f * (number + Math.abs(number));
    }

    private void interpolate(float[] fromLeft, float[] fromTop, float[] image, int offset) {
        for (int i = 0; i < corners.length; i++) {
            int corner = (int) corners[i];
            float topLeft = bordered[corner];
            float bottomLeft = bordered[corner + side];
            float top = topLeft + fromLeft[i] * (bordered[corner + 1] - topLeft);
            float bottom = bottomLeft + fromLeft[i] * (bordered[corner + side + 1] - bottomLeft);
            image[offset + i] = top + fromTop[i] * (bottom - top);
        }
    }
}
