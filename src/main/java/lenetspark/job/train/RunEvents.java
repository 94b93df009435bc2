package lenetspark.job.train;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lenetspark.config.OutputMode;
import lenetspark.config.TrainConfig;
import lenetspark.job.BuildInfo;
import lenetspark.job.Console;
import lenetspark.metrics.EventSink;
import lenetspark.metrics.EventStream;
import lenetspark.metrics.JsonLinesSink;
import lenetspark.metrics.MlflowSink;
import lenetspark.metrics.ProgressConsole;
import lenetspark.metrics.SparkMetrics;
import lenetspark.metrics.TensorBoardSink;
import lenetspark.report.LiveReport;
import lenetspark.run.RunDirectory;
import lenetspark.storage.OwnershipLostException;
import org.jspecify.annotations.Nullable;

/** The event stream of a run with all sinks that its configuration asks for. */
final class RunEvents implements AutoCloseable {

    private final JsonLinesSink metrics;
    private final EventStream stream;
    private final Console console;
    private final SparkMetrics sparkMetrics;
    private final @Nullable MlflowSink mlflow;
    private final @Nullable LiveReport report;

    private RunEvents(
            JsonLinesSink metrics,
            EventStream stream,
            Console console,
            SparkMetrics sparkMetrics,
            @Nullable MlflowSink mlflow,
            @Nullable LiveReport report) {
        this.metrics = metrics;
        this.stream = stream;
        this.console = console;
        this.sparkMetrics = sparkMetrics;
        this.mlflow = mlflow;
        this.report = report;
    }

    /**
     * Opens the sinks of a run.
     *
     * @param metrics sink that holds the metrics lines of the run so far
     */
    static RunEvents open(
            TrainConfig config, RunDirectory run, RunRecord record, JsonLinesSink metrics, Console console) {
        SparkMetrics sparkMetrics = SparkMetrics.register();
        List<EventSink> sinks = new ArrayList<>(List.of(metrics, sparkMetrics, progress(config, console)));
        if (config.tracking().tensorboard()) {
            sinks.add(new TensorBoardSink(run.root(), metrics.lines(), InstantSource.system()));
        }
        MlflowSink mlflow = config.tracking()
                .mlflowUri()
                .map(uri ->
                        new MlflowSink(uri, description(config, run, record), InstantSource.system(), console::warn))
                .orElse(null);
        if (mlflow != null) {
            sinks.add(mlflow);
        }
        LiveReport report = config.tracking().report()
                ? new LiveReport(run.root(), metrics::lines, System::nanoTime, console::warn)
                : null;
        if (report != null) {
            // After the metrics sink, whose lines the report shows.
            sinks.add(report);
        }
        return new RunEvents(metrics, new EventStream(sinks, console::warn), console, sparkMetrics, mlflow, report);
    }

    private static ProgressConsole progress(TrainConfig config, Console console) {
        ProgressConsole.Medium medium =
                System.console() == null ? ProgressConsole.Medium.LOG : ProgressConsole.Medium.TERMINAL;
        return new ProgressConsole(console.progress(), medium, config.epochs(), System::nanoTime);
    }

    private static MlflowSink.Description description(TrainConfig config, RunDirectory run, RunRecord record) {
        return new MlflowSink.Description(
                config.tracking().mlflowExperiment(),
                run.uri(),
                config.outputMode() == OutputMode.RESUME,
                record.configuration(),
                Map.of(
                        "mlflow.source.name",
                        "LeNetJob",
                        "mlflow.source.git.commit",
                        BuildInfo.load().commit()));
    }

    EventStream stream() {
        return stream;
    }

    /** Marks the run as interrupted, to be resumed later. */
    void markInterrupted() {
        if (mlflow != null) {
            mlflow.markInterrupted();
        }
    }

    @Override
    public void close() {
        try (sparkMetrics) {
            closeMetrics();
            if (report != null) {
                report.close();
            }
        } finally {
            if (mlflow != null) {
                mlflow.close();
            }
        }
    }

    /** Writes the last lines of the metrics of a run that ends early, too. */
    private void closeMetrics() {
        try {
            metrics.close();
        } catch (OwnershipLostException e) {
            // It ends the run, unless the run ends for that reason already.
            throw e;
        } catch (IOException | RuntimeException e) {
            console.warn(JsonLinesSink.FILE + " lacks the last lines of the run: " + e.getMessage());
        }
    }
}
