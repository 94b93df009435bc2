package lenetspark.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileIT {

    @Test
    void shouldBeReadBySparkWithATypeForEveryColumn(@TempDir Path run) throws Exception {
        JsonLinesSink sink = new JsonLinesSink(Directory.at(run.toString(), new Configuration()), List.of());
        sink.accept(Events.ROUND);
        sink.accept(Events.round(2, 4, 8));
        sink.accept(new TrainingEvent.Epoch(
                1, 10, 1, 1, Double.NaN, null, null, null, null, null, Double.POSITIVE_INFINITY, 0, 0, 0, 0));
        sink.accept(Events.EPOCH);
        sink.accept(Events.RUN);
        sink.flush();

        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.warehouse.dir", run.resolve("warehouse").toString())
                .getOrCreate()) {
            Dataset<Row> metrics =
                    spark.read().json(run.resolve("metrics.jsonl").toString());

            assertThat(metrics.schema().apply("loss").dataType()).isEqualTo(DataTypes.DoubleType);
            assertThat(metrics.schema().apply("examplesPerSecond").dataType()).isEqualTo(DataTypes.DoubleType);
            assertThat(metrics.schema().apply("examples").dataType()).isEqualTo(DataTypes.LongType);
            assertThat(metrics.filter("event = 'round'").count()).isEqualTo(2);
            assertThat(metrics.filter("event = 'epoch' and loss is null").count())
                    .isEqualTo(1);
            assertThat(metrics.filter("event = 'epoch' and loss is not null")
                            .select("validationAccuracy")
                            .first()
                            .getDouble(0))
                    .isEqualTo(0.9712);
            assertThat(metrics.filter("event = 'run'").select("reason").first().getString(0))
                    .isEqualTo("all epochs trained");
        }
    }
}
