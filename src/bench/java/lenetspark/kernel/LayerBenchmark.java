package lenetspark.kernel;

import static lenetspark.kernel.Layout.COLUMNS;
import static lenetspark.kernel.Layout.CONVOLUTION3;
import static lenetspark.kernel.Layout.DENSE;
import static lenetspark.kernel.Layout.PAIR;
import static lenetspark.kernel.Layout.PAIRS;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Wall time in nanoseconds per example that each layer takes for a training step on a chunk, on one thread. The chunk
 * stays in the caches between calls; in the network, other layers evict it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(COLUMNS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerBenchmark {

    private static final Layout.Matrix OUTPUT = Layout.output(LeNetKernel.CLASSES);
    private static final int POOLED_ROW = Layout.POOLED_SIDE1;

    @Param({"VECTOR", "PLAIN"})
    private Kernels.Implementation implementation = Kernels.Implementation.VECTOR;

    private final FloatImages images = new FloatImages(KernelSamples.images(1, COLUMNS));
    private final Arena arena = new Arena();
    private LayerKernels layers = Kernels.layers(KernelActivation.TANH, implementation);
    private int lanes;
    private PoolingWindows windows1 = new PoolingWindows(0, 0, 0, 0, 0);
    private float[] memory = {};

    private int imagesAt;
    private int pooled1At;
    private int derivative1At;
    private int rowsAt;
    private int delta2At;
    private int pooledDelta1At;
    private int sumsAt;
    private int featuresAt;
    private int outputsAt;
    private int transposedAt;
    private int parametersAt;
    private int gradientAt;
    private int firstAt;
    private int secondAt;

    @Setup
    public void reserve() {
        layers = Kernels.layers(KernelActivation.TANH, implementation);
        lanes = layers.lanes();
        windows1 = new PoolingWindows(Layout.MAPS1, 1, Layout.SIDE1, lanes, POOLED_ROW * POOLED_ROW * lanes);
        imagesAt = arena.reserve(Layout.IMAGE * COLUMNS);
        pooled1At = arena.reserve(Layout.POOLED1 * COLUMNS);
        derivative1At = arena.reserve(PAIRS * PAIR * COLUMNS);
        rowsAt = arena.reserve(Math.max(PAIR, Layout.GROUP * Layout.AREA2) * lanes);
        delta2At = arena.reserve(Layout.MAPS2 * Layout.AREA2 * lanes);
        pooledDelta1At = arena.reserve(Layout.POOLED1 * lanes);
        sumsAt = arena.reserve(Layout.CONVOLUTIONS * lanes);
        featuresAt = arena.reserve(CONVOLUTION3.rows() * COLUMNS);
        outputsAt = arena.reserve(CONVOLUTION3.rows() * COLUMNS);
        transposedAt = arena.reserve(COLUMNS * Layout.WIDEST);
        parametersAt = arena.reserve(OUTPUT.end());
        gradientAt = arena.reserve(OUTPUT.end());
        firstAt = arena.reserve(OUTPUT.end());
        secondAt = arena.reserve(OUTPUT.end());
        memory = arena.allocate();
    }

    /** Fills the memory with values that neither overflow nor become denormal, whatever was computed before. */
    @Setup(Level.Iteration)
    public void refill() {
        float[] values = KernelSamples.gaussian(2, memory.length, 0.1);
        for (int i = 0; i < values.length; i++) {
            memory[i] = Math.abs(values[i]) + 0.01f;
        }
    }

    private int image(int block) {
        return imagesAt + block * Layout.IMAGE * lanes;
    }

    private int pooled1(int block) {
        return pooled1At + block * Layout.POOLED1 * lanes;
    }

    private int derivative1(int block, int pair) {
        return derivative1At + (block * PAIRS + pair) * PAIR * lanes;
    }

    @Benchmark
    public void gather() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            images.gather(block * lanes, lanes, memory, image(block), lanes);
        }
    }

    @Benchmark
    public void convolution1Forward() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            for (int pair = 0; pair < PAIRS; pair++) {
                layers.convolution1Forward(memory, image(block), parametersAt, pair, rowsAt);
            }
        }
    }

    @Benchmark
    public void activate1() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            for (int pair = 0; pair < PAIRS; pair++) {
                layers.activate(memory, rowsAt, PAIR * lanes, 0.25f, derivative1(block, pair));
            }
        }
    }

    @Benchmark
    public void average1() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            for (int pair = 0; pair < PAIRS; pair++) {
                layers.averagePool(windows1, memory, rowsAt, pooled1(block) + pair * POOLED_ROW * lanes);
            }
        }
    }

    @Benchmark
    public void convolution2Forward() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            for (int map = 0; map < Layout.MAPS2; map += Layout.GROUP) {
                layers.convolution2Forward(memory, pooled1(block), parametersAt, map, rowsAt);
            }
        }
    }

    @Benchmark
    public void denseForward() {
        layers.denseForward(CONVOLUTION3, memory, parametersAt, featuresAt, outputsAt);
        layers.denseForward(DENSE, memory, parametersAt, featuresAt, outputsAt);
    }

    @Benchmark
    public void denseInputGradient() {
        layers.denseInputGradient(DENSE, memory, parametersAt, featuresAt, outputsAt);
        layers.denseInputGradient(CONVOLUTION3, memory, parametersAt, featuresAt, outputsAt);
    }

    @Benchmark
    public void denseWeightGradient() {
        layers.denseWeightGradient(DENSE, memory, featuresAt, transposedAt, COLUMNS, gradientAt);
        layers.denseWeightGradient(CONVOLUTION3, memory, featuresAt, transposedAt, COLUMNS, gradientAt);
    }

    @Benchmark
    public void convolution2WeightGradient() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            layers.convolution2WeightGradient(memory, pooled1(block), delta2At, sumsAt + Layout.WEIGHTS2 * lanes);
        }
    }

    @Benchmark
    public void convolution2InputGradient() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            layers.convolution2InputGradient(memory, delta2At, parametersAt, pooledDelta1At);
        }
    }

    @Benchmark
    public void unpool1() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            for (int pair = 0; pair < PAIRS; pair++) {
                int rowAt = pooledDelta1At + pair * POOLED_ROW * lanes;
                layers.unpool(windows1, memory, rowAt, derivative1(block, pair), rowsAt, sumsAt);
            }
        }
    }

    @Benchmark
    public void convolution1WeightGradient() {
        for (int block = 0; block * lanes < COLUMNS; block++) {
            for (int pair = 0; pair < PAIRS; pair++) {
                layers.convolution1WeightGradient(memory, image(block), rowsAt, pair, sumsAt + Layout.WEIGHTS1 * lanes);
            }
        }
    }

    @Benchmark
    public void adam() {
        int length = OUTPUT.end();
        layers.adam(memory, parametersAt, gradientAt, firstAt, secondAt, length, 1e-9f, 0.9f, 0.999f, 1e-8f);
    }
}
