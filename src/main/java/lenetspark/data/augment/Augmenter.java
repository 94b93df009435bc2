package lenetspark.data.augment;

import lenetspark.data.SplitMix64;
import org.jspecify.annotations.Nullable;

/**
 * Distorts square images one at a time, as an {@link Augmentation} says. Has its own buffers and allocates nothing else: one
 * for each thread.
 *
 * <p>Affine map and elastic displacement are added up and the image is sampled once, bilinearly, so it is blurred no more than
 * once. Only additions, multiplications and divisions in a fixed order, and {@link StrictMath}: every machine computes the
 * same bits.
 */
public final class Augmenter {

    private final Augmentation augmentation;
    private final int size;
    private final SplitMix64 random = new SplitMix64();
    private final AffineMap map = new AffineMap();
    private final @Nullable ElasticField elastic;
    private final BilinearSampler sampler;
    private final float[] fromCentreX;
    private final float[] fromCentreY;
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
        fromCentreX = new float[size * size];
        fromCentreY = new float[size * size];
        x = new float[size * size];
        y = new float[size * size];
        for (int i = 0; i < size * size; i++) {
            fromCentreX[i] = i % size - centre();
            fromCentreY[i] = i / size - centre();
        }
    }

    /**
     * Distorts one image in place. A function of image, background and seed alone: the same arguments give the same bits on
     * any machine, whatever was distorted before.
     *
     * @param image row-major pixels, with others before and after, which stay as they are
     * @param offset index of the image's first pixel
     * @param background value of what comes from outside the image
     * @param seed chooses the distortion
     */
    public void apply(float[] image, int offset, float background, long seed) {
        if (augmentation.isIdentity()) {
            return;
        }
        random.seed(seed);
        map.draw(augmentation, random);
        place(x, (float) map.xx, (float) map.xy, (float) (map.x0 + centre()));
        place(y, (float) map.yx, (float) map.yy, (float) (map.y0 + centre()));
        if (elastic != null) {
            elastic.addTo(x, random);
            elastic.addTo(y, random);
        }
        sampler.sample(image, offset, background, x, y);
    }

    private void place(float[] positions, float perColumn, float perRow, float atCentre) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] = perColumn * fromCentreX[i] + perRow * fromCentreY[i] + atCentre;
        }
    }

    private float centre() {
        return (size - 1) / 2f;
    }
}
