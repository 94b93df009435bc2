package lenetspark.data.augment;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the microseconds of wall time per 32x32 image on one thread. Images are distorted repeatedly in place,
 * because their content does not affect the time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(AugmenterBenchmark.IMAGES)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AugmenterBenchmark {

    static final int IMAGES = 64;
    private static final int SIZE = 32;

    private final Augmenter shift = Augmentation.shift(1).augmenter(SIZE);
    private final Augmenter affine = Augmentation.affine(1).augmenter(SIZE);
    private final Augmenter elastic = Augmentation.elastic(1).augmenter(SIZE);
    private final float[] images = new float[IMAGES * SIZE * SIZE];
    private long seed;

    public AugmenterBenchmark() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextDouble();
        }
    }

    @Benchmark
    public float[] shift() {
        return distort(shift);
    }

    @Benchmark
    public float[] affine() {
        return distort(affine);
    }

    @Benchmark
    public float[] elastic() {
        return distort(elastic);
    }

    private float[] distort(Augmenter augmenter) {
        for (int image = 0; image < IMAGES; image++) {
            augmenter.apply(images, image * SIZE * SIZE, -0.42f, seed++);
        }
        return images;
    }
}
