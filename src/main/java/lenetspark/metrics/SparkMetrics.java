package lenetspark.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * The newest numbers of the run in Spark's metrics system, from where every sink of {@code conf/metrics.properties} has
 * them: JMX, Prometheus, Graphite, CSV. Gauges of the source {@code lenet}; those that are not known yet have no value.
 */
public final class SparkMetrics implements EventSink, Source, AutoCloseable {

    private final MetricRegistry registry = new MetricRegistry();
    private volatile TrainingEvent.@Nullable Round round;
    private volatile TrainingEvent.@Nullable Epoch epoch;

    private interface Number<E> {
        @Nullable Object of(E event);
    }

    private SparkMetrics() {
        ofRound("epoch", TrainingEvent.Round::epoch);
        ofRound("round", TrainingEvent.Round::round);
        ofRound("iteration", TrainingEvent.Round::iteration);
        ofRound("replicas", TrainingEvent.Round::replicas);
        ofRound("loss", TrainingEvent.Round::loss);
        ofRound("accuracy", TrainingEvent.Round::trainingAccuracy);
        ofRound("examplesPerSecond", TrainingEvent.Round::examplesPerSecond);
        ofRound("computeSeconds", TrainingEvent.Round::computeSeconds);
        ofRound("averagingSeconds", TrainingEvent.Round::averagingSeconds);
        ofRound("waitingSeconds", TrainingEvent.Round::waitingSeconds);
        ofEpoch("epochs", TrainingEvent.Epoch::epochs);
        ofEpoch("epochsCompleted", TrainingEvent.Epoch::epoch);
        ofEpoch("validationLoss", TrainingEvent.Epoch::validationLoss);
        ofEpoch("validationAccuracy", TrainingEvent.Epoch::validationAccuracy);
    }

    /** Registers the source with the Spark context of this JVM, until it is closed. */
    public static SparkMetrics register() {
        SparkMetrics source = new SparkMetrics();
        SparkEnv.get().metricsSystem().registerSource(source);
        return source;
    }

    private void ofRound(String name, Number<TrainingEvent.Round> number) {
        registry.register(name, (Gauge<@Nullable Object>) () -> {
            TrainingEvent.Round newest = round;
            return newest == null ? null : number.of(newest);
        });
    }

    private void ofEpoch(String name, Number<TrainingEvent.Epoch> number) {
        registry.register(name, (Gauge<@Nullable Object>) () -> {
            TrainingEvent.Epoch newest = epoch;
            return newest == null ? null : number.of(newest);
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
