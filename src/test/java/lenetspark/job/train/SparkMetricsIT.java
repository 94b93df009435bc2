package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.job.Console;
import lenetspark.job.SampleRun;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a run at the Prometheus endpoint of Spark during training. */
class SparkMetricsIT {

    @Test
    void shouldBeScrapedFromTheDriverWhileItTrains(@TempDir Path directory) throws Exception {
        SparkConf conf = new SparkConf(false)
                .setMaster("local[2]")
                .setAppName("metrics")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.port", "0")
                .set("spark.metrics.namespace", "run")
                .set("spark.metrics.conf", Path.of("conf", "metrics.properties").toString());
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            URI metrics = URI.create(context.sc().uiWebUrl().get() + "/metrics/prometheus/");
            PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            String[] arguments =
                    SampleRun.arguments(directory.resolve("run"), "--epochs=40", "--averaging-frequency=1");
            CompletableFuture<Void> training = CompletableFuture.runAsync(
                    () -> new TrainJob(Options.parse(TrainConfig.class, arguments), new Console(quiet, quiet))
                            .train(context));

            Optional<Double> completed = Optional.empty();
            while (completed.isEmpty() && !training.isDone()) {
                Thread.sleep(20);
                completed = gauge(metrics, "epochsCompleted");
            }
            assertThat(completed).hasValueSatisfying(epoch -> assertThat(epoch).isBetween(1.0, 40.0));
            assertThat(gauge(metrics, "loss"))
                    .hasValueSatisfying(loss -> assertThat(loss).isPositive());
            assertThat(gauge(metrics, "validationAccuracy"))
                    .hasValueSatisfying(accuracy -> assertThat(accuracy).isBetween(0.1, 1.0));
            training.get(300, TimeUnit.SECONDS);

            assertThat(gauge(metrics, "loss")).as("after the run").isEmpty();
        }
    }

    private static Optional<Double> gauge(URI metrics, String name) throws Exception {
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
        return Pattern.compile("^metrics_run_driver_lenet_" + name + "_Value\\{[^}]*} (\\S+)$", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(value -> !value.equals("null"))
                .map(Double::valueOf)
                .findFirst();
    }
}
