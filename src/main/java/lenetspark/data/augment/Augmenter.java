package lenetspark.data.augment;

import lenetspark.data.SplitMix64;
import org.jspecify.annotations.Nullable;

/**
 * Applies the random distortions of an {@link Augmentation} to square images, one at a time. An instance owns its
 * buffers and allocates nothing per image, so each thread needs its own.
 *
 * <p>The affine map and the elastic displacement are added and the image is sampled once by bilinear interpolation, so
 * that it is blurred only once. The computation uses only additions, multiplications and divisions in a fixed order,
 * and {@link StrictMath}, so that every machine computes the same bits.
 */
public final class Augmenter {

    private final Augmentation augmentation;
    private final int size;
    private final SplitMix64 random = new SplitMix64();
    private final AffineMap map = new AffineMap();
    private final @Nullable ElasticField elastic;
    private final BilinearSampler sampler;
    private final float[] centreOffsetX;
    private final float[] centreOffsetY;
    private final float[] x;
    private final float[] y;

    Augmenter(Augmentation augmentation, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("Size of the images must be at least 1, got: %d".formatted(size));
        }
        this.augmentation = augmentation;
        this.size = size;
        elastic = augmentation.alpha() == 0 ? null : new ElasticField(size, augmentation.alpha());
        sampler = new BilinearSampler(size);
        centreOffsetX = new float[size * size];
        centreOffsetY = new float[size * size];
        x = new float[size * size];
        y = new float[size * size];
        for (int i = 0; i < size * size; i++) {
            centreOffsetX[i] = i % size - centre();
            centreOffsetY[i] = i / size - centre();
        }
    }

    /**
     * Distorts one image in place. The result depends only on the image, the background and the seed: the same
     * arguments give the same bits on every machine, independent of earlier calls.
     *
     * @param image array that contains the row-major pixels of the image; the other elements are not changed
     * @param offset index of the first pixel of the image
     * @param background value for positions outside the image
     * @param seed seed from which the distortion is drawn
     */
    public void apply(float[] image, int offset, float background, long seed) {
        if (augmentation.isIdentity()) {
            return;
        }
        random.seed(seed);
        map.draw(augmentation, random);
        mapPositions(x, (float) map.xx, (float) map.xy, (float) (map.x0 + centre()));
        mapPositions(y, (float) map.yx, (float) map.yy, (float) (map.y0 + centre()));
        if (elastic != null) {
            elastic.addTo(x, random);
            elastic.addTo(y, random);
        }
        sampler.sample(image, offset, background, x, y);
    }

    private void mapPositions(float[] positions, float perColumn, float perRow, float centreValue) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] = perColumn * centreOffsetX[i] + perRow * centreOffsetY[i] + centreValue;
        }
    }

    private float centre() {
        return (size - 1) / 2f;
    }
}
