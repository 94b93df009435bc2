package lenetspark.data.augment;

import java.util.SplittableRandom;

/**
 * Naive implementation of {@link Augmenter} from its definition: in doubles, pixel by pixel, without precomputed
 * values.
 */
final class NaiveAugmenter {

    private static final double SIGMA = 4;
    private static final int SPACING = 4;

    private final int size;
    private final double strength;
    private final boolean affine;
    private final boolean elastic;

    private NaiveAugmenter(int size, double strength, boolean affine, boolean elastic) {
        this.size = size;
        this.strength = strength;
        this.affine = affine;
        this.elastic = elastic;
    }

    static NaiveAugmenter shift(double strength, int size) {
        return new NaiveAugmenter(size, strength, false, false);
    }

    static NaiveAugmenter affine(double strength, int size) {
        return new NaiveAugmenter(size, strength, true, false);
    }

    static NaiveAugmenter elastic(double strength, int size) {
        return new NaiveAugmenter(size, strength, true, true);
    }

    /** Returns the generator for a seed. */
    static SplittableRandom random(long seed) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong());
    }

    /** Returns the next number in -1..1. */
    static double uniform(SplittableRandom random) {
        return (random.nextLong() >> 11) / (double) (1L << 52);
    }

    double[] apply(float[] image, double background, long seed) {
        SplittableRandom random = random(seed);
        double right = 2 * strength * uniform(random);
        double down = 2 * strength * uniform(random);
        double[][] matrix = {{1, 0}, {0, 1}};
        double angle = Math.toRadians(15 * strength * uniform(random));
        double scaleX = 1 + 0.15 * strength * uniform(random);
        double scaleY = 1 + 0.15 * strength * uniform(random);
        double shear = 0.2 * strength * uniform(random);
        if (affine) {
            double[][] rotation = {{Math.cos(angle), -Math.sin(angle)}, {Math.sin(angle), Math.cos(angle)}};
            matrix = product(
                    rotation, product(new double[][] {{1, shear}, {0, 1}}, new double[][] {{scaleX, 0}, {0, scaleY}}));
        }
        double[][] noiseX = noise(random);
        double[][] noiseY = noise(random);
        double centre = (size - 1) / 2.0;
        double[] distorted = new double[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double[] source = solve(matrix, x - centre - right, y - centre - down);
                distorted[y * size + x] = bilinear(
                        image,
                        background,
                        source[0] + centre + displacement(noiseX, x, y),
                        source[1] + centre + displacement(noiseY, x, y));
            }
        }
        return distorted;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                product[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j];
            }
        }
        return product;
    }

    private static double[] solve(double[][] matrix, double x, double y) {
        double determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0];
        return new double[] {
            (matrix[1][1] * x - matrix[0][1] * y) / determinant, (matrix[0][0] * y - matrix[1][0] * x) / determinant
        };
    }

    /**
     * Returns noise by row and column of the grid, four numbers per 64 random bits. The numbers of rows and columns are
     * multiples of 4.
     */
    private double[][] noise(SplittableRandom random) {
        int sites = (int) Math.ceil(size / 16.0) * 4;
        double[][] noise = new double[sites][sites];
        for (int i = 0; i < sites * sites; i += 4) {
            long bits = random.nextLong();
            for (int j = 0; j < 4; j++) {
                noise[(i + j) / sites][(i + j) % sites] = ((short) (bits >> (16 * j)) + 0.5) / (1 << 15);
            }
        }
        return noise;
    }

    private double displacement(double[][] noise, int x, int y) {
        if (!elastic) {
            return 0;
        }
        double sum = 0;
        for (int row = 0; row * SPACING < size; row++) {
            for (int column = 0; column * SPACING < size; column++) {
                double dx = x - (column * SPACING + 1.5);
                double dy = y - (row * SPACING + 1.5);
                double gaussian = Math.exp(-(dx * dx + dy * dy) / (2 * SIGMA * SIGMA)) / (2 * Math.PI * SIGMA * SIGMA);
                sum += SPACING * noise[row][column] * gaussian;
            }
        }
        return 34 * strength * sum;
    }

    private double bilinear(float[] image, double background, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        return (1 - right) * (1 - down) * pixel(image, background, left, top)
                + right * (1 - down) * pixel(image, background, left + 1, top)
                + (1 - right) * down * pixel(image, background, left, top + 1)
                + right * down * pixel(image, background, left + 1, top + 1);
    }

    private double pixel(float[] image, double background, int x, int y) {
        return x >= 0 && x < size && y >= 0 && y < size ? image[y * size + x] : background;
    }
}
