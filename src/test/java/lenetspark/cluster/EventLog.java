package lenetspark.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Event log of the only application in a directory. The application may still be running. */
record EventLog(Path directory) {

    /** Script options with which a test can read the log while it is written. */
    static final List<String> OPTIONS = List.of(
            "--conf", "spark.eventLog.compress=false",
            "--conf", "spark.eventLog.rolling.enabled=false");

    private static final Pattern TRAINING = Pattern.compile("epoch (\\d+) from round (\\d+): train \\d+ replicas");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A Spark job that trained.
     *
     * @param rounds number of rounds of its tasks; more than one for resident tasks
     * @param lostTask whether a task was lost with its executor
     */
    record TrainingJob(int rounds, boolean lostTask) {}

    /** A position in the run: a round, counted from 1, of an epoch. */
    record Position(int epoch, int round) {

        int roundsSince(Position earlier, int roundsPerEpoch) {
            return (epoch - earlier.epoch) * roundsPerEpoch + round - earlier.round;
        }
    }

    private record Started(int stage, String description) {}

    /**
     * Returns the training jobs in order. The rounds of a job end at the first round of the next job, because its description
     * names its first round.
     *
     * @param end the first round that the application has not completed
     */
    List<TrainingJob> trainingJobs(Position end, int roundsPerEpoch) throws IOException {
        List<String> lines = lines();
        Set<Integer> withLostTasks = new HashSet<>();
        for (JsonNode event : events(lines, "SparkListenerTaskEnd", "\"ExecutorLostFailure\"")) {
            withLostTasks.add(event.get("Stage ID").asInt());
        }
        List<TrainingJob> jobs = new ArrayList<>();
        List<Started> started = started(lines, TRAINING.pattern());
        for (int i = 0; i < started.size(); i++) {
            Position next = i + 1 < started.size() ? position(started.get(i + 1)) : end;
            int rounds = next.roundsSince(position(started.get(i)), roundsPerEpoch);
            jobs.add(new TrainingJob(
                    rounds, withLostTasks.contains(started.get(i).stage())));
        }
        return jobs;
    }

    /** Returns whether the newest job is a training job. */
    boolean newestJobTrains() throws IOException {
        List<Started> jobs = started(lines(), ".*");
        return !jobs.isEmpty()
                && TRAINING.matcher(jobs.get(jobs.size() - 1).description()).matches();
    }

    /** Returns the data locality of each task of a job. */
    List<String> localityOfTasks(String job) throws IOException {
        List<String> lines = lines();
        Map<Integer, String> jobs = new HashMap<>();
        started(lines, ".*").forEach(start -> jobs.put(start.stage(), start.description()));
        return events(lines, "SparkListenerTaskEnd", "").stream()
                .filter(event -> job.equals(jobs.get(event.get("Stage ID").asInt())))
                .map(event -> event.at("/Task Info/Locality").asText())
                .toList();
    }

    /** Returns the Spark properties of the application. Redacted values are not restored. */
    JsonNode settings() throws IOException {
        return events(lines(), "SparkListenerEnvironmentUpdate", "").get(0).get("Spark Properties");
    }

    private static Position position(Started job) {
        Matcher matcher = TRAINING.matcher(job.description());
        if (!matcher.matches()) {
            throw new AssertionError(job);
        }
        return new Position(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static List<Started> started(List<String> lines, String description) throws IOException {
        List<Started> jobs = new ArrayList<>();
        for (JsonNode event : events(lines, "SparkListenerJobStart", "")) {
            String name = event.at("/Properties/spark.job.description").asText();
            if (name.matches(description)) {
                jobs.add(new Started(event.at("/Stage Infos/0/Stage ID").asInt(), name));
            }
        }
        return jobs;
    }

    private static List<JsonNode> events(List<String> lines, String type, String holding) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("{\"Event\":\"" + type + "\"") && line.contains(holding)) {
                events.add(JSON.readTree(line));
            }
        }
        return events;
    }

    /** Omits the last line if it is incomplete. */
    private List<String> lines() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
        if (files.isEmpty()) {
            return List.of();
        }
        if (files.size() > 1) {
            throw new AssertionError("More than one event log: " + files);
        }
        String text = Files.readString(files.get(0));
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
