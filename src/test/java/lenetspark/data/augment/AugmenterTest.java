package lenetspark.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class AugmenterTest {

    private static final float BACKGROUND = -0.42f;

    @Provide
    Arbitrary<Augmentation> augmentations() {
        return Arbitraries.of(
                Augmentation.shift(1), Augmentation.affine(1), Augmentation.elastic(1), Augmentation.elastic(2));
    }

    /** Returns an image in which every pixel differs from its neighbours, also at the border. */
    private static float[] noise(int size) {
        SplittableRandom random = new SplittableRandom(size);
        float[] image = new float[size * size];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextDouble(-0.42, 2.8);
        }
        return image;
    }

    private static float[] distorted(Augmentation augmentation, int size, float[] image, long seed) {
        float[] copy = image.clone();
        augmentation.augmenter(size).apply(copy, 0, BACKGROUND, seed);
        return copy;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    @Property(tries = 100)
    void shouldTranslateLikeTheNaiveImplementation(
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @DoubleRange(min = 0.01, max = 2) double strength,
            @ForAll long seed) {
        float[] image = noise(size);

        assertThat(doubles(distorted(Augmentation.shift(strength), size, image, seed)))
                .containsExactly(NaiveAugmenter.shift(strength, size).apply(image, BACKGROUND, seed), within(1e-4));
    }

    @Property(tries = 100)
    void shouldMapAffinelyLikeTheNaiveImplementation(
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @DoubleRange(min = 0.01, max = 2) double strength,
            @ForAll long seed) {
        float[] image = noise(size);

        assertThat(doubles(distorted(Augmentation.affine(strength), size, image, seed)))
                .containsExactly(NaiveAugmenter.affine(strength, size).apply(image, BACKGROUND, seed), within(1e-4));
    }

    @Property(tries = 50)
    void shouldDisplaceElasticallyLikeTheNaiveImplementation(
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @DoubleRange(min = 0.01, max = 2) double strength,
            @ForAll long seed) {
        float[] image = noise(size);

        assertThat(doubles(distorted(Augmentation.elastic(strength), size, image, seed)))
                .containsExactly(NaiveAugmenter.elastic(strength, size).apply(image, BACKGROUND, seed), within(1e-4));
    }

    @Property(tries = 20)
    void shouldNotChangeTheImageAtStrengthZero(@ForAll @IntRange(min = 8, max = 40) int size, @ForAll long seed) {
        float[] image = noise(size);

        for (Augmentation none : List.of(Augmentation.shift(0), Augmentation.affine(0), Augmentation.elastic(0))) {
            assertThat(distorted(none, size, image, seed)).isEqualTo(image);
        }
    }

    @Property(tries = 50)
    void shouldNotDependOnEarlierCalls(
            @ForAll("augmentations") Augmentation augmentation,
            @ForAll @IntRange(min = 8, max = 40) int size,
            @ForAll long before,
            @ForAll long seed) {
        float[] image = noise(size);
        float[] other = new float[size * size];
        Arrays.fill(other, 1000);
        Augmenter used = augmentation.augmenter(size);
        used.apply(other, 0, 77, before);
        float[] again = image.clone();
        used.apply(again, 0, BACKGROUND, seed);

        assertThat(again).isEqualTo(distorted(augmentation, size, image, seed));
    }

    @Property(tries = 50)
    void shouldDistortDifferentlyForAnotherSeed(
            @ForAll("augmentations") Augmentation augmentation,
            @ForAll @IntRange(min = 8, max = 40) int size,
            @ForAll long seed) {
        float[] image = noise(size);

        assertThat(distorted(augmentation, size, image, seed + 1))
                .isNotEqualTo(distorted(augmentation, size, image, seed));
    }

    @Property(tries = 50)
    void shouldChangeOnlyTheGivenImage(
            @ForAll("augmentations") Augmentation augmentation,
            @ForAll @IntRange(min = 8, max = 40) int size,
            @ForAll @IntRange(max = 70) int before,
            @ForAll @IntRange(max = 70) int after,
            @ForAll long seed) {
        int length = size * size;
        float[] image = noise(size);
        float[] images = new float[before + length + after];
        Arrays.fill(images, Float.NaN);
        System.arraycopy(image, 0, images, before, length);
        augmentation.augmenter(size).apply(images, before, BACKGROUND, seed);

        assertThat(Arrays.copyOfRange(images, before, before + length))
                .isEqualTo(distorted(augmentation, size, image, seed));
        for (int i = 0; i < images.length; i++) {
            assertThat(Float.isNaN(images[i])).isEqualTo(i < before || i >= before + length);
        }
    }

    @Property(tries = 50)
    void shouldKeepValuesWithinTheRangeOfTheImage(
            @ForAll("augmentations") Augmentation augmentation,
            @ForAll @IntRange(min = 8, max = 40) int size,
            @ForAll long seed) {
        for (float value : distorted(augmentation, size, noise(size), seed)) {
            assertThat(value).isBetween(BACKGROUND - 1e-5f, 2.8f + 1e-5f);
        }
    }

    @Property(tries = 50)
    void shouldPreserveBackgroundExactly(@ForAll("augmentations") Augmentation augmentation, @ForAll long seed) {
        float[] blank = new float[32 * 32];
        Arrays.fill(blank, BACKGROUND);

        assertThat(distorted(augmentation, 32, blank, seed)).isEqualTo(blank);
    }

    @Property(tries = 50)
    void shouldUseBackgroundOutsideTheImage(@ForAll long seed) {
        float[] ones = new float[32 * 32];
        Arrays.fill(ones, 1);
        float[] shifted = distorted(Augmentation.shift(2), 32, ones, seed);
        SplittableRandom random = NaiveAugmenter.random(seed);
        double right = 4 * NaiveAugmenter.uniform(random);
        double down = 4 * NaiveAugmenter.uniform(random);

        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                boolean outside = x - right <= -1 || x - right >= 32 || y - down <= -1 || y - down >= 32;
                boolean inside = x - right >= 0 && x - right <= 31 && y - down >= 0 && y - down <= 31;
                if (outside || inside) {
                    assertThat(shifted[32 * y + x]).isEqualTo(outside ? BACKGROUND : 1);
                }
            }
        }
    }

    @Property(tries = 50)
    void shouldMoveCentreOfMassByTheDrawnTranslation(
            @ForAll @DoubleRange(min = 0.1, max = 2) double strength, @ForAll long seed) {
        float[] image = new float[32 * 32];
        Arrays.fill(image, BACKGROUND);
        for (int y = 8; y < 22; y++) {
            System.arraycopy(noise(32), 32 * y + 10, image, 32 * y + 10, 12);
        }
        float[] shifted = distorted(Augmentation.shift(strength), 32, image, seed);
        SplittableRandom random = NaiveAugmenter.random(seed);

        assertThat(centreOfMass(shifted, true) - centreOfMass(image, true))
                .isCloseTo(2 * strength * NaiveAugmenter.uniform(random), within(1e-4));
        assertThat(centreOfMass(shifted, false) - centreOfMass(image, false))
                .isCloseTo(2 * strength * NaiveAugmenter.uniform(random), within(1e-4));
    }

    private static double centreOfMass(float[] image, boolean alongX) {
        double mass = 0;
        double moment = 0;
        for (int i = 0; i < image.length; i++) {
            double excess = (double) image[i] - BACKGROUND;
            mass += excess;
            moment += excess * (alongX ? i % 32 : i / 32);
        }
        return moment / mass;
    }

    @Example
    void shouldComputeTheSameBitsOnEveryMachine() {
        float[] image = noise(32);

        assertThat(List.of(Augmentation.shift(1), Augmentation.affine(1), Augmentation.elastic(1)))
                .extracting(augmentation -> Arrays.hashCode(distorted(augmentation, 32, image, 42)))
                .containsExactly(-568763191, 639100292, 128452921);
    }

    @Example
    void shouldRejectImageSizeZero() {
        assertThatThrownBy(() -> Augmentation.affine(1).augmenter(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Size of the images must be at least 1, got: 0");
    }
}
