package lenetspark.data.augment;

import java.util.Arrays;
import lenetspark.data.SplitMix64;

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
 * <p>The Gaussian is one along x times one along y. Each row of noise is smoothed along x once, by a product with a small
 * matrix, and then weighted for each row of pixels. The loops are long, over few arrays, all at the index of the loop: these are
 * the ones that the JVM turns into vector instructions.
 */
final class ElasticField {

    static final int SPACING = 4;
    static final double SIGMA = 4;

    /** Rows and columns of noise are a multiple of this, for the loops; those outside the image have no weight. */
    private static final int MULTIPLE = 4;

    private final int size;
    private final int sites;
    private final float[] noise;
    private final float[][] across;
    private final float[][] down;
    private final float[][] smoothedRows;

    /**
     * @param size height and width of the images, in pixels
     * @param alpha factor of the smoothed noise, in pixels
     */
    ElasticField(int size, double alpha) {
        this.size = size;
        sites = (size + SPACING * MULTIPLE - 1) / (SPACING * MULTIPLE) * MULTIPLE;
        noise = new float[sites * sites];
        across = new float[sites][size];
        down = new float[sites][size * size];
        smoothedRows = new float[sites][size * size];
        for (int site = 0; site * SPACING < size; site++) {
            for (int pixel = 0; pixel < size; pixel++) {
                double weight = gaussian(pixel - (site * SPACING + (SPACING - 1) / 2.0));
                across[site][pixel] = (float) (alpha * SPACING * weight);
                Arrays.fill(down[site], pixel * size, (pixel + 1) * size, (float) weight);
            }
        }
    }

    private static double gaussian(double distance) {
        double z = distance / SIGMA;
        return StrictMath.exp(-z * z / 2) / (SIGMA * StrictMath.sqrt(2 * Math.PI));
    }

    /** Adds displacements along one axis, in pixels, to {@code size * size} positions. */
    void addTo(float[] positions, SplitMix64 random) {
        random.fill(noise);
        for (int row = 0; row < sites; row += 2) {
            smoothAcross(row);
            smoothAcross(row + 1);
            addProducts(positions, down[row], smoothedRows[row], down[row + 1], smoothedRows[row + 1]);
        }
    }

    /** Smooths a row of noise along x and repeats it in every row of pixels. */
    private void smoothAcross(int row) {
        float[] smoothed = smoothedRows[row];
        Arrays.fill(smoothed, 0, size, 0);
        for (int site = 0; site < sites; site += MULTIPLE) {
            int at = row * sites + site;
            addWeighted(
                    smoothed,
                    size,
                    noise[at],
                    across[site],
                    noise[at + 1],
                    across[site + 1],
                    noise[at + 2],
                    across[site + 2],
                    noise[at + 3],
                    across[site + 3]);
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
