package lenetspark.kernel;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
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
 * Examples per second of wall time on one thread with minibatches of 64: the kernels and stock DL4J on the same
 * minibatch.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(BenchmarkMinibatch.SIZE)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LeNetBenchmark {

    private final BenchmarkMinibatch vector = new BenchmarkMinibatch(Kernels.Implementation.VECTOR);
    private final BenchmarkMinibatch plain = new BenchmarkMinibatch(Kernels.Implementation.PLAIN);

    /** A separate state, so that ND4J is only loaded for the benchmark that needs it. */
    @State(Scope.Thread)
    public static class Stock {
        private final StockMinibatch minibatch = new StockMinibatch();
    }

    @Benchmark
    public void trainVector() {
        vector.train();
    }

    @Benchmark
    public void predictVector() {
        vector.predict();
    }

    @Benchmark
    public void trainPlain() {
        plain.train();
    }

    @Benchmark
    public void predictPlain() {
        plain.predict();
    }

    @Benchmark
    public void trainDl4j(Stock stock) {
        stock.minibatch.train();
    }

    @Benchmark
    public INDArray predictDl4j(Stock stock) {
        return stock.minibatch.predict();
    }
}
