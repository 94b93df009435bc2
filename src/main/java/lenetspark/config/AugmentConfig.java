package lenetspark.config;

import java.util.Objects;

/**
 * Settings of the augmentation of training images.
 *
 * @param strength factor of all ranges of the distortion, greater than 0 and at most 2
 */
public record AugmentConfig(
        @Option(
                        name = "augment",
                        description = "Random distortion of training images: none, shift, affine or elastic",
                        details =
                                "It is different each time: shift translates by up to 2 pixels, affine also rotates, scales and shears,"
                                        + " and elastic also displaces the pixels (Simard, Steinkraus and Platt 2003).",
                        defaultValue = "none",
                        needs = "averaging=weighted,nesterov")
                Augment augment,
        @Option(
                        name = "augment-strength",
                        description = "Factor of all ranges of the distortion, greater than 0, at most 2",
                        defaultValue = "1.0",
                        needs = "augment=shift,affine,elastic")
                double strength) {

    /** Random distortion of the training images. */
    public enum Augment {
        /** No distortion. */
        NONE,
        /** Translation. */
        SHIFT,
        /** Translation, rotation, scale and shear. */
        AFFINE,
        /** Affine transformation and elastic displacement. */
        ELASTIC;

        /** Returns the spelling of the command line. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public AugmentConfig {
        Objects.requireNonNull(augment, "augment");
        Validation.positive("augment-strength", strength);
        Validation.atMost("augment-strength", strength, 2);
    }
}
