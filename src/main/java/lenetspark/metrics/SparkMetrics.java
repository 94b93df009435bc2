package lenetspark.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * Sink that publishes the newest numbers of the run to Spark's metrics system, for every metrics sink in
 * {@code conf/metrics.properties}: JMX, Prometheus, Graphite, CSV. The numbers are gauges of the source {@code lenet}; the value
 * of a gauge is null until its number is known.
 */
public final class SparkMetrics implements EventSink, Source, AutoCloseable {

    private final MetricRegistry registry = new MetricRegistry();
    private volatile TrainingEvent.@Nullable Round round;
    private volatile TrainingEvent.@Nullable Epoch epoch;

    private interface Extractor<E> {
        @Nullable Object extract(E event);
    }

    private SparkMetrics() {
        registerRound("epoch", TrainingEvent.Round::epoch);
        registerRound("round", TrainingEvent.Round::round);
        registerRound("iteration", TrainingEvent.Round::iteration);
        registerRound("replicas", TrainingEvent.Round::replicas);
        registerRound("loss", TrainingEvent.Round::loss);
        registerRound("accuracy", TrainingEvent.Round::trainingAccuracy);
        registerRound("examplesPerSecond", TrainingEvent.Round::examplesPerSecond);
        registerRound("computeSeconds", TrainingEvent.Round::computeSeconds);
        registerRound("averagingSeconds", TrainingEvent.Round::averagingSeconds);
        registerRound("waitingSeconds", TrainingEvent.Round::waitingSeconds);
        registerEpoch("epochs", TrainingEvent.Epoch::epochs);
        registerEpoch("epochsCompleted", TrainingEvent.Epoch::epoch);
        registerEpoch("validationLoss", TrainingEvent.Epoch::validationLoss);
        registerEpoch("validationAccuracy", TrainingEvent.Epoch::validationAccuracy);
    }

    /** Registers the source with the Spark context of this JVM until the source is closed. */
    public static SparkMetrics register() {
        SparkMetrics source = new SparkMetrics();
        SparkEnv.get().metricsSystem().registerSource(source);
        return source;
    }

    private void registerRound(String name, Extractor<TrainingEvent.Round> extractor) {
        registry.register(name, (Gauge<@Nullable Object>) () -> {
            TrainingEvent.Round newest = round;
            return newest == null ? null : extractor.extract(newest);
        });
    }

    private void registerEpoch(String name, Extractor<TrainingEvent.Epoch> extractor) {
        registry.register(name, (Gauge<@Nullable Object>) () -> {
            TrainingEvent.Epoch newest = epoch;
            return newest == null ? null : extractor.extract(newest);
        });
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Round newest) {
            round = newest;
        } else if (event instanceof TrainingEvent.Epoch newest) {
            epoch = newest;
        }
    }

    @Override
    public String sourceName() {
        return "lenet";
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }

    @Override
    public void close() {
        SparkEnv.get().metricsSystem().removeSource(this);
    }
}
