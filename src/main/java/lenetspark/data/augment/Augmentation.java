package lenetspark.data.augment;

import java.io.Serializable;

/**
 * Random distortions of training images: what may happen to them, and how strongly. Immutable; the work is done by an
 * {@link Augmenter}.
 *
 * <p>Every distortion is drawn uniformly from a range about "none", and {@code strength} scales all ranges linearly. At
 * strength 1 they are
 *
 * <table>
 * <caption>Ranges at strength 1</caption>
 * <tr><th>distortion</th><th>range</th><th>in</th></tr>
 * <tr><td>translation</td><td>-2..2 pixels along each axis</td><td>all</td></tr>
 * <tr><td>rotation about the centre of the image</td><td>-15..15 degrees</td><td>affine, elastic</td></tr>
 * <tr><td>scale of each axis</td><td>0.85..1.15</td><td>affine, elastic</td></tr>
 * <tr><td>shear: pixels sideways for each pixel down</td><td>-0.2..0.2</td><td>affine, elastic</td></tr>
 * <tr><td>elastic displacement along each axis</td><td>alpha 34, sigma 4: 1.4 pixels rms</td><td>elastic</td></tr>
 * </table>
 *
 * <p>Rotation and scale are those of Cireşan, Meier, Gambardella and Schmidhuber 2010, "Deep, big, simple neural nets for
 * handwritten digit recognition", alpha and sigma those of Simard, Steinkraus and Platt 2003, "Best practices for
 * convolutional neural networks applied to visual document analysis".
 */
public final class Augmentation implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final double MAX_STRENGTH = 2;
    private static final double TRANSLATION = 2;
    private static final double ROTATION = StrictMath.toRadians(15);
    private static final double SCALE = 0.15;
    private static final double SHEAR = 0.2;
    private static final double ALPHA = 34;

    private final double translation;
    private final double rotation;
    private final double scale;
    private final double shear;
    private final double alpha;

    private Augmentation(double translation, double rotation, double scale, double shear, double alpha) {
        this.translation = translation;
        this.rotation = rotation;
        this.scale = scale;
        this.shear = shear;
        this.alpha = alpha;
    }

    /**
     * Translation.
     *
     * @param strength 0 for none to 2
     */
    public static Augmentation shift(double strength) {
        check(strength);
        return new Augmentation(strength * TRANSLATION, 0, 0, 0, 0);
    }

    /**
     * Translation, rotation, scale and shear.
     *
     * @param strength 0 for none to 2
     */
    public static Augmentation affine(double strength) {
        return affine(strength, 0);
    }

    /**
     * Translation, rotation, scale and shear, and an elastic displacement on top of them.
     *
     * @param strength 0 for none to 2
     */
    public static Augmentation elastic(double strength) {
        return affine(strength, strength * ALPHA);
    }

    private static Augmentation affine(double strength, double alpha) {
        check(strength);
        return new Augmentation(strength * TRANSLATION, strength * ROTATION, strength * SCALE, strength * SHEAR, alpha);
    }

    private static void check(double strength) {
        if (!(strength >= 0 && strength <= MAX_STRENGTH)) {
            throw new IllegalArgumentException(
                    "Strength of augmentation must be between 0 and 2, got: %s".formatted(strength));
        }
    }

    /**
     * A worker with its own buffers, for one thread.
     *
     * @param size height and width of the images, in pixels
     */
    public Augmenter augmenter(int size) {
        return new Augmenter(this, size);
    }

    /** Whether every image stays as it is. */
    boolean isIdentity() {
        return translation == 0;
    }

    /** Largest translation along each axis, in pixels. */
    double translation() {
        return translation;
    }

    /** Largest rotation, in radians. */
    double rotation() {
        return rotation;
    }

    /** Largest difference of an axis' scale from 1. */
    double scale() {
        return scale;
    }

    /** Largest shear, in pixels sideways for each pixel down. */
    double shear() {
        return shear;
    }

    /** Factor of the smoothed elastic displacements, in pixels; 0 for none. */
    double alpha() {
        return alpha;
    }
}
