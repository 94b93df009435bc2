package lenetspark.metrics;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * Sink that logs a run to an MLflow tracking server: the settings as parameters, the numbers as metrics whose steps are updates
 * of the network. A thread of its own sends the requests, so a slow or unavailable server does not delay the training. Failed
 * requests are retried at the next checkpoint, and the first failure emits a warning. The number of unsent metrics is limited
 * so that memory does not grow while the server is unavailable: the oldest are dropped.
 */
public final class MlflowSink implements EventSink, AutoCloseable {

    /** Tag by which a resumed run finds its MLflow run. */
    static final String RUN_TAG = "lenet.run";

    private static final int MAX_BATCH_SIZE = 1_000;

    /** About 20 MB: the metrics of tens of thousands of rounds. */
    private static final int MAX_UNSENT = 100_000;

    private static final long CLOSE_TIMEOUT_SECONDS = 20;

    /**
     * Description of a run for the server.
     *
     * @param experiment name of the experiment
     * @param uri URI of the run directory
     * @param resumed whether the server may already have the run
     * @param settings settings by the names of their options
     * @param tags additional MLflow tags
     */
    public record Description(
            String experiment, String uri, boolean resumed, Map<String, String> settings, Map<String, String> tags) {}

    private final MlflowClient client;
    private final Description description;
    private final InstantSource clock;
    private final Consumer<String> warnings;
    private final ExecutorService sender = Executors.newSingleThreadExecutor(new BasicThreadFactory.Builder()
            .namingPattern("mlflow")
            .daemon(true)
            .build());

    private final int maxUnsent;

    // Used by the thread of the job only.
    private final Deque<Metric> buffered = new ArrayDeque<>();
    private int iteration;
    private RunStatus status = RunStatus.FAILED;

    // Shared by both threads, guarded by its own monitor.
    private final Deque<Metric> unsent = new ArrayDeque<>();

    private final AtomicBoolean dropped = new AtomicBoolean();
    private final AtomicBoolean sending = new AtomicBoolean();

    // Used by the sender thread only.
    private @Nullable String runId;
    private boolean parametersLogged;
    private boolean warned;

    /**
     * Creates a sink to the server at {@code uri}. The first {@link #flush} sends the first request. The credentials come from
     * MLflow's environment variables: MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, and
     * MLFLOW_TRACKING_INSECURE_TLS.
     *
     * @param warnings receives one line when the first request fails, and one when metrics are dropped for the first time
     */
    public MlflowSink(String uri, Description description, InstantSource clock, Consumer<String> warnings) {
        this(uri, description, clock, warnings, MAX_UNSENT, System.getenv());
    }

    /**
     * Creates a sink with another limit for unsent metrics and another environment.
     *
     * @param maxUnsent maximum number of unsent metrics
     * @param environment variables from which the credentials are read
     */
    MlflowSink(
            String uri,
            Description description,
            InstantSource clock,
            Consumer<String> warnings,
            int maxUnsent,
            Map<String, String> environment) {
        this.maxUnsent = maxUnsent;
        // The client itself reads no credentials from the environment for a URI that is given to it.
        this.client = new MlflowClient(new BasicMlflowHostCreds(
                uri,
                environment.get("MLFLOW_TRACKING_USERNAME"),
                environment.get("MLFLOW_TRACKING_PASSWORD"),
                environment.get("MLFLOW_TRACKING_TOKEN"),
                Boolean.parseBoolean(environment.get("MLFLOW_TRACKING_INSECURE_TLS"))));
        this.description = description;
        this.clock = clock;
        this.warnings = warnings;
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Round round) {
            iteration = round.statistics().iteration();
        } else if (event instanceof TrainingEvent.Epoch epoch) {
            iteration = epoch.iteration();
        } else if (event instanceof TrainingEvent.Run) {
            status = RunStatus.FINISHED;
        }
        long now = clock.millis();
        Scalars.of(event)
                .forEach((name, value) -> buffered.add(Metric.newBuilder()
                        .setKey(name)
                        .setValue(value)
                        .setTimestamp(now)
                        .setStep(iteration)
                        .build()));
        dropOldest(buffered);
    }

    private void dropOldest(Deque<Metric> metrics) {
        while (metrics.size() > maxUnsent) {
            metrics.removeFirst();
            if (dropped.compareAndSet(false, true)) {
                warnings.accept(
                        ("The MLflow server has not accepted %,d metrics: dropping the oldest, which the run on the"
                                        + " server will lack; metrics.jsonl has all metrics")
                                .formatted(maxUnsent));
            }
        }
    }

    /** Marks the run as killed: it ends before it is complete, and can be resumed. */
    public void markInterrupted() {
        status = RunStatus.KILLED;
    }

    @Override
    public void flush() {
        synchronized (unsent) {
            unsent.addAll(buffered);
            dropOldest(unsent);
        }
        buffered.clear();
        // A queued request sends all metrics that are unsent when it runs, so one request in the queue is enough.
        if (sending.compareAndSet(false, true)) {
            sender.execute(() -> {
                sending.set(false);
                attempt(this::sendMetrics);
            });
        }
    }

    private interface Request {
        void send(String run);
    }

    private void attempt(Request request) {
        try {
            if (runId == null) {
                runId = findOrCreate();
            }
            if (!parametersLogged) {
                logParameters(runId);
                parametersLogged = true;
            }
            request.send(runId);
        } catch (RuntimeException e) {
            if (!warned) {
                warned = true;
                warnings.accept("MLflow logging failed, retrying at every checkpoint: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
            }
        }
    }

    private void sendMetrics(String run) {
        for (List<Metric> batch = takeBatch(); !batch.isEmpty(); batch = takeBatch()) {
            try {
                client.logBatch(run, batch, List.of(), List.of());
            } catch (RuntimeException e) {
                putBack(batch);
                throw e;
            }
        }
    }

    private List<Metric> takeBatch() {
        List<Metric> batch = new ArrayList<>();
        synchronized (unsent) {
            while (!unsent.isEmpty() && batch.size() < MAX_BATCH_SIZE) {
                batch.add(unsent.removeFirst());
            }
        }
        return batch;
    }

    private void putBack(List<Metric> batch) {
        synchronized (unsent) {
            for (int i = batch.size() - 1; i >= 0; i--) {
                unsent.addFirst(batch.get(i));
            }
            dropOldest(unsent);
        }
    }

    private String findOrCreate() {
        String experiment = client.getExperimentByName(description.experiment())
                .map(Experiment::getExperimentId)
                .orElseGet(() -> client.createExperiment(description.experiment()));
        if (description.resumed()) {
            List<RunInfo> existing =
                    client.searchRuns(List.of(experiment), "tags.`%s` = '%s'".formatted(RUN_TAG, description.uri()));
            if (!existing.isEmpty()) {
                parametersLogged = true;
                return existing.get(0).getRunId();
            }
        }
        CreateRun.Builder creation = CreateRun.newBuilder()
                .setExperimentId(experiment)
                .setStartTime(clock.millis())
                .setRunName(description.uri().substring(description.uri().lastIndexOf('/') + 1))
                .addTags(tag(RUN_TAG, description.uri()));
        description.tags().forEach((name, value) -> creation.addTags(tag(name, value)));
        return client.createRun(creation.build()).getRunId();
    }

    private void logParameters(String run) {
        client.logBatch(
                run,
                List.of(),
                description.settings().entrySet().stream()
                        .map(setting -> Param.newBuilder()
                                .setKey(setting.getKey())
                                .setValue(setting.getValue())
                                .build())
                        .toList(),
                List.of());
    }

    private static RunTag tag(String name, String value) {
        return RunTag.newBuilder().setKey(name).setValue(value).build();
    }

    /** Sends the remaining metrics and the final status, and waits for the server for a limited time. */
    @Override
    public void close() {
        flush();
        RunStatus last = status;
        sender.execute(() -> attempt(run -> client.setTerminated(run, last)));
        sender.shutdown();
        try {
            if (!sender.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                warnings.accept(
                        "MLflow did not accept the end of the run within %d s".formatted(CLOSE_TIMEOUT_SECONDS));
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sender.shutdownNow();
        }
        client.close();
    }
}
