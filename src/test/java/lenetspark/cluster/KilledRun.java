package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lenetspark.cluster.EventLog.TrainingJob;

/**
 * A run on the standalone cluster of which executors and drivers are killed at random moments of its rounds. A kill counts
 * only if the event log shows that it hit a job that trained; for resident tasks, a job that had done several rounds.
 */
final class KilledRun {

    static final int SLOTS = 2;

    /** Number of rounds of one job from which on its tasks count as resident. */
    static final int RESIDENT = 3;

    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

    /** Starts a driver that writes its event log to a directory. */
    interface Driver {
        SubmittedJob start(Path events, String resume) throws IOException;
    }

    private final DevServer cluster;
    private final Path directory;
    private final Path output;
    private final Driver driver;
    private final int roundsPerEpoch;
    private final boolean resident;
    private final Random random = new Random(5);

    private final List<Long> processes = new ArrayList<>();
    private final List<TrainingJob> jobs = new ArrayList<>();
    private List<TrainingJob> jobsAfterTheLastKill = List.of();
    private int executors;
    private int drivers;
    private int lastEpochWithKill;

    KilledRun(DevServer cluster, Path directory, Path output, int roundsPerEpoch, boolean resident, Driver driver) {
        this.cluster = cluster;
        this.directory = directory;
        this.output = output;
        this.roundsPerEpoch = roundsPerEpoch;
        this.resident = resident;
        this.driver = driver;
    }

    /** Kills until so many processes of each kind were lost in training, goes on for at least an epoch, and stops the run. */
    void kill(int executorsToLose, int driversToLose) throws Exception {
        for (int life = 0; drivers < driversToLose; life++) {
            assertThat(life).as("drivers killed in vain").isLessThan(3 * driversToLose);
            killExecutorsAndDriver(executorsToLose / (driversToLose + 1));
        }
        killExecutorsAndStop(Math.max(1, executorsToLose - executors));
    }

    private void killExecutorsAndDriver(int executorsToLose) throws Exception {
        EventLog log = newLog();
        try (SubmittedJob job = start(log)) {
            killExecutors(job, log, executorsToLose);
            job.await(this::hasCheckpoint);
            awaitRounds(job, log);
            job.kill();
            assertThat(job.exitCode()).isEqualTo(137);
            List<TrainingJob> trained = log.trainingJobs(job.nextRound(), roundsPerEpoch);
            jobs.addAll(trained);
            executors += lost(trained);
            // Otherwise the run may have started a validation in the last milliseconds.
            if (log.newestJobTrains() && hits(trained.get(trained.size() - 1))) {
                drivers++;
            }
        }
    }

    private void killExecutorsAndStop(int executorsToLose) throws Exception {
        EventLog log = newLog();
        try (SubmittedJob job = start(log)) {
            int before = killExecutors(job, log, executorsToLose);
            lastEpochWithKill = job.nextRound().epoch();
            job.await(() -> job.nextRound().epoch() > lastEpochWithKill);
            awaitRounds(job, log);
            job.terminate();
            assertThat(job.exitCode()).as(job.said()).isEqualTo(143);
            List<TrainingJob> trained = log.trainingJobs(job.nextRound(), roundsPerEpoch);
            jobs.addAll(trained);
            executors += lost(trained);
            jobsAfterTheLastKill = trained.subList(before, trained.size());
        }
    }

    /** Returns how many jobs had trained when the last one was killed, and the replaced executor had its first job. */
    private int killExecutors(SubmittedJob job, EventLog log, int toLose) throws Exception {
        int before = 0;
        for (int kills = 0; lost(log.trainingJobs(job.nextRound(), roundsPerEpoch)) < toLose; kills++) {
            assertThat(kills).as("executors killed in vain").isLessThan(10 * toLose);
            Thread.sleep(random.nextInt(500));
            job.await(() -> cluster.processes(EXECUTOR).size() == SLOTS);
            awaitRounds(job, log);
            ProcessHandle victim = cluster.processes(EXECUTOR).get(random.nextInt(SLOTS));
            assertThat(victim.destroyForcibly()).isTrue();
            victim.onExit().get(60, TimeUnit.SECONDS);
            processes.add(victim.pid());
            // The log contains the loss when it contains the next job.
            int jobsAtKill = log.trainingJobs(job.nextRound(), roundsPerEpoch).size();
            job.await(() -> log.trainingJobs(job.nextRound(), roundsPerEpoch).size() > jobsAtKill + 1);
            before = jobsAtKill + 1;
        }
        return before;
    }

    /** Waits until several rounds have run: of one job for resident tasks, otherwise of several jobs. */
    private void awaitRounds(SubmittedJob job, EventLog log) throws Exception {
        int rounds = RESIDENT + random.nextInt(10);
        if (resident) {
            job.await(() -> {
                List<TrainingJob> trained = log.trainingJobs(job.nextRound(), roundsPerEpoch);
                return !trained.isEmpty() && trained.get(trained.size() - 1).rounds() >= rounds;
            });
        } else {
            job.awaitProgress(job.progress().size() + rounds);
            Thread.sleep(random.nextInt(100));
        }
    }

    private SubmittedJob start(EventLog log) throws IOException {
        return driver.start(log.directory(), "--resume=" + hasCheckpoint());
    }

    private EventLog newLog() throws IOException {
        return new EventLog(Files.createTempDirectory(directory, "events"));
    }

    private boolean hasCheckpoint() {
        return Files.exists(output.resolve("checkpoints/latest.json"));
    }

    private int lost(List<TrainingJob> trained) {
        return (int) trained.stream().filter(job -> job.lostTask() && hits(job)).count();
    }

    /** Returns whether a loss in the job counts for the test. */
    private boolean hits(TrainingJob job) {
        return !resident || job.rounds() >= RESIDENT;
    }

    /** Returns the number of killed processes. */
    List<Long> processes() {
        return processes;
    }

    /** Returns the number of executors lost in training. */
    int executors() {
        return executors;
    }

    /** Returns the number of drivers lost in training. */
    int drivers() {
        return drivers;
    }

    /** Returns the epoch after which no process was killed. */
    int lastEpochWithKill() {
        return lastEpochWithKill;
    }

    /** Returns the number of rounds of each training job. */
    List<Integer> roundsOfJobs() {
        return jobs.stream().map(TrainingJob::rounds).toList();
    }

    /** Returns the number of rounds of each training job after the last kill. */
    List<Integer> roundsOfJobsAfterTheLastKill() {
        return jobsAfterTheLastKill.stream().map(TrainingJob::rounds).toList();
    }
}
