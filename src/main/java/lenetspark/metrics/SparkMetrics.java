package lenetspark.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import lenetspark.training.round.RoundStatistics;
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
    private volatile @Nullable RoundStatistics round;
    private volatile TrainingEvent.@Nullable Epoch epoch;

    private interface Extractor<E> {
        @Nullable Object extract(E event);
    }

    private SparkMetrics() {
        registerRound("epoch", RoundStatistics::epoch);
        registerRound("round", RoundStatistics::round);
        registerRound("iteration", RoundStatistics::iteration);
        registerRound("replicas", RoundStatistics::replicas);
        registerRound("loss", RoundStatistics::loss);
        registerRound("accuracy", RoundStatistics::trainingAccuracy);
        registerRound("examplesPerSecond", RoundStatistics::examplesPerSecond);
        registerRound("computeSeconds", RoundStatistics::computeSeconds);
        registerRound("averagingSeconds", RoundStatistics::averagingSeconds);
        registerRound("waitingSeconds", RoundStatistics::waitingSeconds);
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

    private void registerRound(String name, Extractor<RoundStatistics> extractor) {
        registry.register(name, (Gauge<@Nullable Object>) () -> {
            RoundStatistics newest = round;
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
            round = newest.statistics();
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
