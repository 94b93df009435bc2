package lenetspark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lenetspark.job.PackagedJob;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged job started with submit/standalone.sh and conf/spark-secure.conf, on a cluster with these settings and a secret. */
class SecureStandaloneIT {

    private static final String[] SETTINGS = SampleRun.shortRounds("--replicas=2", "--epochs=4", "--keep-last=1");
    private static final int ROUNDS_PER_EPOCH = SampleRun.roundsPerEpoch(2, 16);

    private static DevServer cluster;

    private final Path directory;
    private final String secretSetting;
    private final String secret;

    SecureStandaloneIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        secretSetting = Files.readString(Path.of(cluster.fact("secret")));
        secret = secretSetting.strip().replaceFirst(".* ", "");
    }

    @BeforeAll
    static void start(@TempDir Path workspace) throws Exception {
        PackagedJob.sparkHome(workspace);
        cluster = DevServer.start("standalone-secure", workspace);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void shouldTrainTheSameModelAsOnOneMachine() throws Exception {
        Path run = directory.resolve("run");
        Path events = Files.createDirectories(directory.resolve("events"));
        List<String> options = new ArrayList<>(EventLog.OPTIONS);
        options.addAll(List.of("--event-log", events.toUri().toString()));
        options.addAll(withUsersFromHeaders());
        try (SubmittedJob job = submit("client", secured(secretSetting), options, run)) {
            job.awaitProgress(3);
            requireThatOnlyItsUserSees(uiOf("client"));
            List<ProcessHandle> executors = cluster.processes("CoarseGrainedExecutorBackend");
            assertThat(executors).hasSize(2);
            assertThat(executors)
                    .noneMatch(executor ->
                            executor.info().commandLine().orElseThrow().contains(secret));
            assertThat(job.exitCode()).as(job.said()).isZero();
        }

        SampleRun.train(directory.resolve("whole"), SETTINGS).requireSameResults(new RunFiles(run));
        EventLog log = new EventLog(events);
        assertThat(log.trainingJobs(new EventLog.Position(5, 1), ROUNDS_PER_EPOCH))
                .as("tasks were resident")
                .anyMatch(job -> job.rounds() >= KilledRun.RESIDENT);
        JsonNode settings = log.settings();
        assertThat(List.of(
                        "spark.authenticate",
                        "spark.network.crypto.enabled",
                        "spark.io.encryption.enabled",
                        "spark.acls.enable"))
                .allMatch(name -> settings.get(name).asText().equals("true"));
        assertThat(settings.get("spark.authenticate.secret").asText()).isEqualTo("*********(redacted)");
        requireNoSecret(run);
        requireNoSecret(events);
        requireNoSecret(directory.resolve("client"));
    }

    @Test
    void shouldRefuseAJobWithoutTheSecret() throws Exception {
        Path run = directory.resolve("run");
        // Spark tries to reach the master for a minute, so all jobs wait at the same time.
        try (SubmittedJob another = submit("another", secured("spark.authenticate.secret  another\n"), List.of(), run);
                SubmittedJob plain =
                        submit("plain", PackagedJob.CHECKOUT.resolve("conf/spark-standalone.conf"), List.of(), run);
                SubmittedJob unencrypted = submit(
                        "unencrypted",
                        secured(secretSetting),
                        List.of("--conf", "spark.network.crypto.enabled=false"),
                        run);
                SubmittedJob none = submit("none", secured(""), List.of(), run)) {
            for (SubmittedJob job : List.of(another, plain, unencrypted)) {
                assertThat(job.exitCode()).as(job.said()).isEqualTo(1);
                assertThat(job.said())
                        .contains("lenet: Spark's master " + cluster.fact("master") + " did not accept the application")
                        .contains("the same spark.authenticate, spark.authenticate.secret");
            }
            assertThat(none.exitCode()).isEqualTo(2);
            assertThat(none.said())
                    .contains("lenet: Spark does not start on " + cluster.fact("master"))
                    .contains("A secret key must be specified via the spark.authenticate.secret config");
        }
        // The secure configuration starts no UI without a filter that authenticates users.
        assertThat(log("plain")).contains("'SparkUI' on port");
        assertThat(log("another")).doesNotContain("'SparkUI' on port");
        assertThat(run).doesNotExist();
        assertThat(cluster.processes("CoarseGrainedExecutorBackend")).isEmpty();
    }

    /** Returns the settings, combined as conf/spark-secure.conf describes. */
    private Path secured(String secretLine) throws IOException {
        Path conf = PackagedJob.CHECKOUT.resolve("conf");
        Path settings = Files.createTempFile(directory, "job", ".conf");
        return Files.writeString(
                settings,
                Files.readString(conf.resolve("spark-standalone.conf"))
                        + Files.readString(conf.resolve("spark-secure.conf"))
                        + secretLine);
    }

    /** Returns the settings of a UI with authenticated users. */
    private List<String> withUsersFromHeaders() throws IOException {
        Path classes = directory.resolve("filter");
        for (Class<?> type : HeaderUserFilter.CLASSES) {
            String file = type.getName().replace('.', '/') + ".class";
            Files.createDirectories(classes.resolve(file).getParent());
            try (InputStream code = type.getResourceAsStream("/" + file)) {
                Files.copy(code, classes.resolve(file));
            }
        }
        return List.of(
                "--conf",
                "spark.ui.enabled=true",
                "--conf",
                "spark.ui.port=0",
                "--conf",
                "spark.ui.filters=" + HeaderUserFilter.class.getName(),
                "--conf",
                "spark.driver.extraClassPath=" + classes);
    }

    private URI uiOf(String client) throws IOException {
        Matcher port = Pattern.compile("'SparkUI' on port (\\d+)").matcher(log(client));
        assertThat(port.find()).isTrue();
        return URI.create("http://127.0.0.1:" + port.group(1));
    }

    private String log(String client) throws IOException {
        return Files.readString(directory.resolve(client).resolve("logs/lenet.log"));
    }

    private static void requireThatOnlyItsUserSees(URI ui) throws Exception {
        for (String page : List.of("/jobs/", "/environment/", "/metrics/prometheus/", "/api/v1/applications")) {
            assertThat(status(ui.resolve(page), HeaderUserFilter.HEADER, System.getProperty("user.name")))
                    .as(page)
                    .isEqualTo(200);
            assertThat(status(ui.resolve(page), HeaderUserFilter.HEADER, "mallory"))
                    .as(page)
                    .isEqualTo(403);
            assertThat(status(ui.resolve(page), "X-Nothing", "")).as(page).isEqualTo(403);
        }
    }

    private static int status(URI page, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(page).header(header, value).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private void requireNoSecret(Path files) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(secret);
            }
        }
    }

    private SubmittedJob submit(String client, Path settings, List<String> more, Path output) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "--master",
                cluster.fact("master"),
                "--properties-file",
                settings.toString(),
                "--executors",
                "2",
                "--executor-cores",
                "1",
                "--executor-memory",
                "1g",
                "--driver-memory",
                "1g"));
        options.addAll(more);
        return SubmittedJob.start(
                directory.resolve(client),
                Map.of(),
                "submit/standalone.sh",
                options,
                SampleRun.arguments(output, SETTINGS));
    }
}
