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
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;

/**
 * Tells an MLflow tracking server of a run: its settings as parameters, its numbers as metrics whose steps are updates of
 * the network's parameters. The server is spoken to on a thread of its own, so one that is slow or gone does not hold up the
 * training; what it could not be told is tried again with the next checkpoint, and its failing is one warning. Of a server
 * that is gone for long it keeps the newest metrics alone, so that memory does not grow.
 */
public final class MlflowSink implements EventSink, AutoCloseable {

    /** Tag that a resumed run finds its MLflow run by. */
    static final String RUN_TAG = "lenet.run";

    private static final int MOST_METRICS_A_BATCH = 1_000;

    /** Some 20 MB, and the metrics of tens of thousands of rounds. */
    private static final int MOST_UNSENT = 100_000;

    private static final long LAST_CHANCE_SECONDS = 20;

    /**
     * A run as the server is to know it.
     *
     * @param experiment name of the experiment
     * @param uri of the run directory
     * @param resumed whether the server may know it already
     * @param settings by the names of their options
     * @param tags more of MLflow's own
     */
    public record Description(
            String experiment, String uri, boolean resumed, Map<String, String> settings, Map<String, String> tags) {}

    private final MlflowClient client;
    private final Description description;
    private final InstantSource clock;
    private final Consumer<String> warnings;
    private final ExecutorService messenger = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "mlflow");
        thread.setDaemon(true);
        return thread;
    });

    private final int mostUnsent;

    // The job's thread.
    private final Deque<Metric> gathered = new ArrayDeque<>();
    private int iteration;
    private RunStatus status = RunStatus.FAILED;

    // Both threads', guarded by itself.
    private final Deque<Metric> unsent = new ArrayDeque<>();

    private final AtomicBoolean dropped = new AtomicBoolean();
    private final AtomicBoolean sending = new AtomicBoolean();

    // The messenger's.
    private @Nullable String runId;
    private boolean described;
    private boolean warned;

    /**
     * A sink to the server at {@code uri}, which is first spoken to at the first {@link #flush}. User and password, or a
     * token, are those of MLflow's environment variables.
     *
     * @param warnings hears one line when the server first fails, and one when metrics are first dropped
     */
    public MlflowSink(String uri, Description description, InstantSource clock, Consumer<String> warnings) {
        this(uri, description, clock, warnings, MOST_UNSENT);
    }

    /**
     * A sink with a bound of its own.
     *
     * @param mostUnsent how many metrics are kept for a server that does not take them
     */
    MlflowSink(String uri, Description description, InstantSource clock, Consumer<String> warnings, int mostUnsent) {
        this.mostUnsent = mostUnsent;
        this.client = new MlflowClient(uri);
        this.description = description;
        this.clock = clock;
        this.warnings = warnings;
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Round round) {
            iteration = round.iteration();
        } else if (event instanceof TrainingEvent.Epoch epoch) {
            iteration = epoch.iteration();
        } else if (event instanceof TrainingEvent.Run) {
            status = RunStatus.FINISHED;
        }
        long now = clock.millis();
        Scalars.of(event)
                .forEach((name, value) -> gathered.add(Metric.newBuilder()
                        .setKey(name)
                        .setValue(value)
                        .setTimestamp(now)
                        .setStep(iteration)
                        .build()));
        dropOldest(gathered);
    }

    private void dropOldest(Deque<Metric> metrics) {
        while (metrics.size() > mostUnsent) {
            metrics.removeFirst();
            if (dropped.compareAndSet(false, true)) {
                warnings.accept(
                        ("MLflow has not taken %,d metrics: the oldest are dropped, and the run on the server will"
                                        + " lack them; metrics.jsonl has all")
                                .formatted(mostUnsent));
            }
        }
    }

    /** The run ended before it was complete, and can be resumed. */
    public void interrupted() {
        status = RunStatus.KILLED;
    }

    @Override
    public void flush() {
        synchronized (unsent) {
            unsent.addAll(gathered);
            dropOldest(unsent);
        }
        gathered.clear();
        // One message in the queue takes all that is there when its turn comes.
        if (sending.compareAndSet(false, true)) {
            messenger.execute(() -> {
                sending.set(false);
                tell(this::send);
            });
        }
    }

    private interface Message {
        void to(String run);
    }

    private void tell(Message message) {
        try {
            if (runId == null) {
                runId = findOrCreate();
            }
            if (!described) {
                describe(runId);
                described = true;
            }
            message.to(runId);
        } catch (RuntimeException e) {
            if (!warned) {
                warned = true;
                warnings.accept("MLflow could not be told of the run, trying again with every checkpoint: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
            }
        }
    }

    private void send(String run) {
        for (List<Metric> batch = take(); !batch.isEmpty(); batch = take()) {
            try {
                client.logBatch(run, batch, List.of(), List.of());
            } catch (RuntimeException e) {
                putBack(batch);
                throw e;
            }
        }
    }

    private List<Metric> take() {
        List<Metric> batch = new ArrayList<>();
        synchronized (unsent) {
            while (!unsent.isEmpty() && batch.size() < MOST_METRICS_A_BATCH) {
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
            List<RunInfo> known =
                    client.searchRuns(List.of(experiment), "tags.`%s` = '%s'".formatted(RUN_TAG, description.uri()));
            if (!known.isEmpty()) {
                described = true;
                return known.get(0).getRunId();
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

    private void describe(String run) {
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

    /** Tells the rest and how the run ended; waits for the server some seconds, and not for ever. */
    @Override
    public void close() {
        flush();
        RunStatus last = status;
        messenger.execute(() -> tell(run -> client.setTerminated(run, last)));
        messenger.shutdown();
        try {
            if (!messenger.awaitTermination(LAST_CHANCE_SECONDS, TimeUnit.SECONDS)) {
                warnings.accept(
                        "MLflow did not take the end of the run within %d seconds".formatted(LAST_CHANCE_SECONDS));
                messenger.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            messenger.shutdownNow();
        }
        client.close();
    }
}
