package lenetspark.config;

import java.util.Objects;

/**
 * How training images are distorted.
 *
 * @param strength factor of every range of the distortions, greater than 0 and at most 2
 */
public record AugmentConfig(Augment augment, double strength) {

    /**
     * Checks the ranges.
     *
     * @throws ConfigException if a value is out of its range
     */
    public AugmentConfig {
        Objects.requireNonNull(augment, "augment");
        Validation.positive("augment-strength", strength);
        Validation.notOver("augment-strength", strength, 2);
    }
}
