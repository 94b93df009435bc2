package lenetspark.data.augment;

import java.io.Serializable;

/**
 * Immutable description of the random distortions of training images and their ranges. An {@link Augmenter} applies them.
 *
 * <p>Every parameter is drawn uniformly from a range centred on "no distortion". {@code strength} scales all ranges linearly. The
 * ranges at strength 1 are:
 *
 * <table>
 * <caption>Ranges at strength 1</caption>
 * <tr><th>distortion</th><th>range</th><th>mode</th></tr>
 * <tr><td>translation</td><td>-2..2 pixels along each axis</td><td>all</td></tr>
 * <tr><td>rotation about the centre of the image</td><td>-15..15 degrees</td><td>affine, elastic</td></tr>
 * <tr><td>scale of each axis</td><td>0.85..1.15</td><td>affine, elastic</td></tr>
 * <tr><td>shear: horizontal pixels per vertical pixel</td><td>-0.2..0.2</td><td>affine, elastic</td></tr>
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
     * Returns an augmentation by translation.
     *
     * @param strength 0 (no distortion) to 2
     */
    public static Augmentation shift(double strength) {
        requireStrength(strength);
        return new Augmentation(strength * TRANSLATION, 0, 0, 0, 0);
    }

    /**
     * Returns an augmentation by translation, rotation, scaling and shear.
     *
     * @param strength 0 (no distortion) to 2
     */
    public static Augmentation affine(double strength) {
        return affine(strength, 0);
    }

    /**
     * Returns an augmentation by translation, rotation, scaling, shear and elastic displacement.
     *
     * @param strength 0 (no distortion) to 2
     */
    public static Augmentation elastic(double strength) {
        return affine(strength, strength * ALPHA);
    }

    private static Augmentation affine(double strength, double alpha) {
        requireStrength(strength);
        return new Augmentation(strength * TRANSLATION, strength * ROTATION, strength * SCALE, strength * SHEAR, alpha);
    }

    private static void requireStrength(double strength) {
        if (!(strength >= 0 && strength <= MAX_STRENGTH)) {
            throw new IllegalArgumentException(
                    "Strength of augmentation must be between 0 and 2, got: %s".formatted(strength));
        }
    }

    /**
     * Creates an augmenter with its own buffers, for use by one thread.
     *
     * @param size height and width of the images in pixels
     */
    public Augmenter augmenter(int size) {
        return new Augmenter(this, size);
    }

    /** Returns whether images are left unchanged. */
    boolean isIdentity() {
        return translation == 0;
    }

    /** Returns the largest translation along each axis in pixels. */
    double translation() {
        return translation;
    }

    /** Returns the largest rotation in radians. */
    double rotation() {
        return rotation;
    }

    /** Returns the largest difference of the scale of an axis from 1. */
    double scale() {
        return scale;
    }

    /** Returns the largest shear, in horizontal pixels per vertical pixel. */
    double shear() {
        return shear;
    }

    /** Returns the factor of the smoothed elastic displacements in pixels; 0 for none. */
    double alpha() {
        return alpha;
    }
}
