package lenetspark.data.augment;

import java.util.Arrays;
import lenetspark.data.SplitMix64;

/**
 * Smooth random displacement field after Simard, Steinkraus and Platt 2003: uniform noise in -1..1, convolved with a
 * Gaussian of standard deviation {@value #SIGMA} pixels and integral 1, times alpha. The noise outside the image is
 * zero. Away from the border, the rms displacement along each axis is {@code alpha / (2 sigma sqrt(3 pi))} pixels, 1.38
 * for alpha 34.
 *
 * <p>The noise is drawn on a coarse grid, one value at the centre of each square of {@value #SPACING}x{@value #SPACING}
 * pixels. The value is multiplied by {@value #SPACING}, so that the sum has the same variance as with one value per
 * pixel. The Gaussian makes the two indistinguishable: it damps the frequency of the coarse grid, a period of {@value
 * #SPACING} pixels, by {@code exp(-2 pi^2)}, 3e-9, so that the variance is uniform to 1 in 5,000.
 *
 * <p>The Gaussian is separable in x and y. Each row of noise is smoothed along x once, by a product with a small
 * matrix, and then weighted for each row of pixels. The loops are long, use few arrays and index all of them by the
 * loop variable, because the JVM vectorizes such loops.
 */
final class ElasticField {

    static final int SPACING = 4;
    static final double SIGMA = 4;

    /**
     * The rows and columns of noise are padded to a multiple of this for the unrolled loops; the padding has weight 0.
     */
    private static final int GRID_MULTIPLE = 4;

    private final int size;
    private final int gridSize;
    private final float[] noise;
    private final float[][] columnWeights;
    private final float[][] rowWeights;
    private final float[][] smoothedRows;

    /**
     * @param size height and width of the images in pixels
     * @param alpha factor of the smoothed noise in pixels
     */
    ElasticField(int size, double alpha) {
        this.size = size;
        gridSize = (size + SPACING * GRID_MULTIPLE - 1) / (SPACING * GRID_MULTIPLE) * GRID_MULTIPLE;
        noise = new float[gridSize * gridSize];
        columnWeights = new float[gridSize][size];
        rowWeights = new float[gridSize][size * size];
        smoothedRows = new float[gridSize][size * size];
        for (int node = 0; node * SPACING < size; node++) {
            for (int pixel = 0; pixel < size; pixel++) {
                double weight = gaussian(pixel - (node * SPACING + (SPACING - 1) / 2.0));
                columnWeights[node][pixel] = (float) (alpha * SPACING * weight);
                Arrays.fill(rowWeights[node], pixel * size, (pixel + 1) * size, (float) weight);
            }
        }
    }

    private static double gaussian(double distance) {
        double z = distance / SIGMA;
        return StrictMath.exp(-z * z / 2) / (SIGMA * StrictMath.sqrt(2 * Math.PI));
    }

    /** Draws displacements in pixels along one axis and adds them to {@code size * size} positions. */
    void addTo(float[] positions, SplitMix64 random) {
        random.fill(noise);
        for (int row = 0; row < gridSize; row += 2) {
            smoothAlongX(row);
            smoothAlongX(row + 1);
            addProducts(positions, rowWeights[row], smoothedRows[row], rowWeights[row + 1], smoothedRows[row + 1]);
        }
    }

    /** Smooths a row of noise along x and copies the result to every row of pixels. */
    private void smoothAlongX(int row) {
        float[] smoothed = smoothedRows[row];
        Arrays.fill(smoothed, 0, size, 0);
        for (int node = 0; node < gridSize; node += GRID_MULTIPLE) {
            int at = row * gridSize + node;
            addWeighted(
                    smoothed,
                    size,
                    noise[at],
                    columnWeights[node],
                    noise[at + 1],
                    columnWeights[node + 1],
                    noise[at + 2],
                    columnWeights[node + 2],
                    noise[at + 3],
                    columnWeights[node + 3]);
        }
        for (int filled = size; filled < smoothed.length; filled *= 2) {
            System.arraycopy(smoothed, 0, smoothed, filled, Math.min(filled, smoothed.length - filled));
        }
    }

    private static void addWeighted(
            float[] target,
            int length,
            float weight0,
            float[] row0,
            float weight1,
            float[] row1,
            float weight2,
            float[] row2,
            float weight3,
            float[] row3) {
        for (int i = 0; i < length; i++) {
            target[i] += weight0 * row0[i] + weight1 * row1[i] + weight2 * row2[i] + weight3 * row3[i];
        }
    }

    private static void addProducts(float[] target, float[] a, float[] b, float[] c, float[] d) {
        for (int i = 0; i < target.length; i++) {
            target[i] += a[i] * b[i] + c[i] * d[i];
        }
    }
}
