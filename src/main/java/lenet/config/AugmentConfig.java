package lenet.config;

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
        Check.positive("augment-strength", strength);
        Check.notOver("augment-strength", strength, 2);
    }
}
