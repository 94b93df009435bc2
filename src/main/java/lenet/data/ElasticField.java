package lenet.data;

import java.util.Arrays;

/**
 * Random displacements that change slowly across the image, after Simard, Steinkraus and Platt 2003: uniform noise in -1..1,
 * convolved with a Gaussian of standard deviation {@value #SIGMA} pixels and integral 1, times alpha. Outside the image there is
 * no noise. Away from the border, the rms displacement along each axis is {@code alpha / (2 sigma sqrt(3 pi))} pixels, 1.38 for
 * alpha 34.
 *
 * <p>The noise is drawn for squares of {@value #SPACING}x{@value #SPACING} pixels and sits in their centres, {@value #SPACING}
 * times as strong as one for each pixel would be, which gives the sum the same variance. The Gaussian passes nothing that
 * would tell the two apart: it damps the coarser grid's own frequency, a period of {@value #SPACING} pixels, by
 * {@code exp(-2 pi^2)}, 3e-9, so that the variance is the same everywhere to 1 in 5,000.
 *
 * <p>The convolution is a product of matrices, G N G', since the Gaussian is one along x times one along y.
 */
final class ElasticField {

    static final int SPACING = 4;
    static final double SIGMA = 4;

    /** Terms of a sum that one loop adds up; the number of sites is a multiple of it. */
    private static final int TERMS = 8;

    private final int size;
    private final int sites;
    private final float[] noise;
    private final float[] across;
    private final float[] down;
    private final float[] rows;

    /**
     * @param size height and width of the images, in pixels
     * @param alpha factor of the smoothed noise, in pixels
     */
    ElasticField(int size, double alpha) {
        this.size = size;
        sites = (size + SPACING * TERMS - 1) / (SPACING * TERMS) * TERMS;
        noise = new float[sites * sites];
        across = gaussians(alpha * SPACING);
        down = transposed(gaussians(1));
        rows = new float[sites * size];
    }

    /** Adds displacements along one axis, in pixels, to {@code size * size} positions. */
    void addTo(float[] positions, SplitMix64 random) {
        random.fill(noise);
        Arrays.fill(rows, 0);
        for (int from = 0; from < sites; from += TERMS) {
            for (int row = 0; row < sites; row++) {
                addProduct(noise, row * sites + from, across, from * size, rows, row * size, size);
            }
        }
        for (int from = 0; from < sites; from += TERMS) {
            for (int y = 0; y < size; y++) {
                addProduct(down, y * sites + from, rows, from * size, positions, y * size, size);
            }
        }
    }

    /** Adds a row vector of {@value #TERMS} weights, times a matrix of as many rows, to one row of {@code target}. */
    private static void addProduct(
            float[] weights, int at, float[] matrix, int from, float[] target, int to, int size) {
        float w0 = weights[at];
        float w1 = weights[at + 1];
        float w2 = weights[at + 2];
        float w3 = weights[at + 3];
        float w4 = weights[at + 4];
        float w5 = weights[at + 5];
        float w6 = weights[at + 6];
        float w7 = weights[at + 7];
        int row1 = from + size;
        int row2 = row1 + size;
        int row3 = row2 + size;
        int row4 = row3 + size;
        int row5 = row4 + size;
        int row6 = row5 + size;
        int row7 = row6 + size;
        for (int i = 0; i < size; i++) {
            target[to + i] += (w0 * matrix[from + i] + w1 * matrix[row1 + i])
                    + (w2 * matrix[row2 + i] + w3 * matrix[row3 + i])
                    + ((w4 * matrix[row4 + i] + w5 * matrix[row5 + i])
                            + (w6 * matrix[row6 + i] + w7 * matrix[row7 + i]));
        }
    }

    /** What the noise of each site, a row, adds to each pixel, a column; nothing, where a site is only there to round up. */
    private float[] gaussians(double factor) {
        float[] weights = new float[sites * size];
        for (int site = 0; site * SPACING < size; site++) {
            double centre = site * SPACING + (SPACING - 1) / 2.0;
            for (int pixel = 0; pixel < size; pixel++) {
                double z = (pixel - centre) / SIGMA;
                weights[site * size + pixel] =
                        (float) (factor * StrictMath.exp(-z * z / 2) / (SIGMA * StrictMath.sqrt(2 * Math.PI)));
            }
        }
        return weights;
    }

    private float[] transposed(float[] weights) {
        float[] transposed = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            transposed[i % size * sites + i / size] = weights[i];
        }
        return transposed;
    }
}
