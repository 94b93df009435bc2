package lenetspark.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleFunction;
import lenetspark.data.Samples;
import lenetspark.data.SplitMix64;
import net.jqwik.api.Example;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag$;

class AugmentationTest {

    private static final int SEEDS = 4000;

    @Example
    void shouldDrawTranslationsFromTheFullRange() {
        DoubleSummaryStatistics right = new DoubleSummaryStatistics();
        DoubleSummaryStatistics down = new DoubleSummaryStatistics();
        for (int seed = 0; seed < SEEDS; seed++) {
            AffineMap map = map(Augmentation.shift(1.5), seed);
            assertThat(new double[] {map.xx, map.xy, map.yx, map.yy})
                    .containsExactly(new double[] {1, 0, 0, 1}, within(0.0));
            right.accept(-map.x0);
            down.accept(-map.y0);
        }

        assertUniform(right, -3, 3);
        assertUniform(down, -3, 3);
    }

    @Example
    void shouldDrawAffineMapsFromTheFullRanges() {
        DoubleSummaryStatistics right = new DoubleSummaryStatistics();
        DoubleSummaryStatistics down = new DoubleSummaryStatistics();
        DoubleSummaryStatistics degrees = new DoubleSummaryStatistics();
        DoubleSummaryStatistics scaleX = new DoubleSummaryStatistics();
        DoubleSummaryStatistics scaleY = new DoubleSummaryStatistics();
        DoubleSummaryStatistics shear = new DoubleSummaryStatistics();
        for (int seed = 0; seed < SEEDS; seed++) {
            AffineMap map = map(Augmentation.affine(1), seed);
            double determinant = map.xx * map.yy - map.xy * map.yx;
            right.accept((map.xy * map.y0 - map.yy * map.x0) / determinant);
            down.accept((map.yx * map.x0 - map.xx * map.y0) / determinant);
            degrees.accept(Math.toDegrees(Math.atan2(-map.yx, map.yy)));
            scaleY.accept(1 / Math.hypot(map.yx, map.yy));
            scaleX.accept(Math.hypot(map.yx, map.yy) / determinant);
            // The forward matrix is (yy, -xy; -yx, xx) / determinant: its columns' product is scaleX * scaleY * shear.
            shear.accept(-(map.yy * map.xy + map.yx * map.xx) / determinant);
        }

        assertUniform(right, -2, 2);
        assertUniform(down, -2, 2);
        assertUniform(degrees, -15, 15);
        assertUniform(scaleX, 0.85, 1.15);
        assertUniform(scaleY, 0.85, 1.15);
        assertUniform(shear, -0.2, 0.2);
    }

    private static AffineMap map(Augmentation augmentation, long seed) {
        SplitMix64 random = new SplitMix64();
        random.seed(seed);
        AffineMap map = new AffineMap();
        map.draw(augmentation, random);
        return map;
    }

    private static void assertUniform(DoubleSummaryStatistics values, double least, double most) {
        double range = most - least;
        assertThat(values.getMin()).isBetween(least - 1e-12, least + 0.01 * range);
        assertThat(values.getMax()).isBetween(most - 0.01 * range, most + 1e-12);
        assertThat(values.getAverage()).isCloseTo((least + most) / 2, within(0.02 * range));
    }

    @Example
    void shouldDisplaceByTheDocumentedRmsPixels() {
        double squares = 0;
        double largest = 0;
        double steps = 0;
        double product = 0;
        int centre = 16 * 32 + 16;
        ElasticField field = new ElasticField(32, 34);
        SplitMix64 random = new SplitMix64();
        for (int seed = 0; seed < SEEDS; seed++) {
            float[] x = new float[32 * 32];
            float[] y = new float[32 * 32];
            random.seed(seed);
            field.addTo(x, random);
            field.addTo(y, random);
            squares += (x[centre] * x[centre] + y[centre] * y[centre]) / 2;
            steps += (x[centre] - x[centre + 1]) * (x[centre] - x[centre + 1]);
            product += x[centre] * y[centre];
            largest = Math.max(largest, Math.abs(x[centre]));
        }
        double expected = 34 / (2 * 4 * Math.sqrt(3 * Math.PI));

        assertThat(Math.sqrt(squares / SEEDS)).isCloseTo(expected, within(0.03));
        assertThat(Math.sqrt(steps / SEEDS)).isCloseTo(expected / (4 * Math.sqrt(2)), within(0.01));
        assertThat(product / SEEDS).isCloseTo(0, within(0.1));
        assertThat(largest).isBetween(3.5, 6.5);
    }

    @Example
    void shouldRejectStrengthOutsideRange() {
        List<DoubleFunction<Augmentation>> factories =
                List.of(Augmentation::shift, Augmentation::affine, Augmentation::elastic);
        for (DoubleFunction<Augmentation> factory : factories) {
            assertRefused(factory, -0.1, "-0.1");
            assertRefused(factory, 2.01, "2.01");
            assertRefused(factory, Double.NaN, "NaN");
            assertRefused(factory, Double.POSITIVE_INFINITY, "Infinity");
        }
    }

    private static void assertRefused(DoubleFunction<Augmentation> factory, double strength, String shown) {
        assertThatThrownBy(() -> factory.apply(strength))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Strength of augmentation must be between 0 and 2, got: " + shown);
    }

    @Example
    void shouldBehaveTheSameAfterSerialization() {
        for (Augmentation augmentation :
                List.of(Augmentation.shift(1), Augmentation.affine(0.7), Augmentation.elastic(1.3))) {
            float[] expected = distorted(augmentation);

            assertThat(distorted(Samples.throughJavaSerialisation(augmentation)))
                    .isEqualTo(expected);
            assertThat(distorted(throughKryo(augmentation))).isEqualTo(expected);
        }
    }

    private static Augmentation throughKryo(Augmentation augmentation) {
        SerializerInstance kryo = new KryoSerializer(new SparkConf(false)).newInstance();
        return kryo.deserialize(
                kryo.serialize(augmentation, ClassTag$.MODULE$.apply(Augmentation.class)),
                ClassTag$.MODULE$.apply(Augmentation.class));
    }

    private static float[] distorted(Augmentation augmentation) {
        float[] image = new float[16 * 16];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % 7;
        }
        augmentation.augmenter(16).apply(image, 0, 0, 5);
        return image;
    }
}
