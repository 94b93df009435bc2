package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lenetspark.data.Shapes;
import lenetspark.model.ModelArchive;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on images other than digits in IDX files. */
class ImageSetsIT {

    private static final List<String> SETTINGS = List.of(
            "--validation-size=12",
            "--replicas=2",
            "--epochs=6",
            "--batch-size=8",
            "--averaging-frequency=4",
            "--learning-rate=0.003",
            "--warmup-epochs=0");

    private static Path shapes;
    private static RunFiles run;

    private final Path directory;

    ImageSetsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) throws IOException {
        shapes = runs.resolve("shapes");
        Shapes.write(shapes, 40, 10);
        run = new RunFiles(runs.resolve("run"));
        CommandRun command = train("local[2]", shapes, run.root());
        assertThat(command.out().get(1))
                .isEqualTo("data file:" + shapes
                        + ": 108 training, 12 validation and 30 test images in 3 classes: circle, cross, square");
    }

    private static CommandRun train(String master, Path data, Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--data=" + data, "--output=" + output));
        for (String setting : SETTINGS) {
            String name = setting.replaceFirst("=.*", "=");
            if (Stream.of(more).noneMatch(other -> other.startsWith(name))) {
                arguments.add(setting);
            }
        }
        arguments.addAll(List.of(more));
        CommandRun command = CommandRun.on(master, arguments.toArray(String[]::new));
        assertThat(command.err()).isEmpty();
        assertThat(command.exitCode()).isZero();
        return command;
    }

    @Test
    void shouldLearnShapesAndStoreTheirClassNames() throws IOException {
        assertThat(run.result().get("testAccuracy").asDouble()).isGreaterThan(0.7);
        assertThat(run.result().get("computedBy").asText()).startsWith("simd");
        assertThat(texts(run.json("run.json").get("classes"))).isEqualTo(Shapes.NAMES);
        assertThat(run.json("run.json").at("/data/train/sha256").asText()).hasSize(64);
        assertThat(run.json("run.json").get("parameters").asInt()).isEqualTo(60_856 + 3 * 85);
        assertThat(run.json("evaluation.json").get("classes"))
                .extracting(one -> one.get("name").asText())
                .isEqualTo(Shapes.NAMES);
        assertThat(run.json("evaluation.json").get("imageHeight").asInt()).isEqualTo(32);
        assertThat(ModelArchive.read(run.bytes("model/lenet.zip")).classNames()).isEqualTo(Shapes.NAMES);
        assertThat(Files.readString(run.root().resolve("report/index.html"))).contains("\"name\":\"cross\"");
        assertThat(Files.readString(run.root().resolve("report/draw.html")))
                .contains("\"classes\":[\"circle\",\"cross\",\"square\"]");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void shouldWriteTheSameBytesOnAnyNumberOfCores() throws IOException {
        train("local[1]", shapes, directory.resolve("run"));

        assertThat(new RunFiles(directory.resolve("run")).bytes("model/lenet.zip"))
                .isEqualTo(run.bytes("model/lenet.zip"));
    }

    @Test
    void shouldWriteTheSameBytesAfterAResume() throws IOException {
        RunFiles resumed = run.copyTo(directory.resolve("run"));
        resumed.loseEverythingAfter(
                resumed.checkpoints().get(resumed.checkpoints().size() - 2));

        train("local[2]", shapes, resumed.root(), "--resume");

        assertThat(resumed.bytes("model/lenet.zip")).isEqualTo(run.bytes("model/lenet.zip"));
        assertThat(resumed.json("evaluation.json")).isEqualTo(run.json("evaluation.json"));
    }

    @Test
    void shouldRefuseToResumeOnOtherImages() throws IOException {
        Path other = directory.resolve("shapes");
        Shapes.write(other, 40, 10);
        Files.write(other.resolve("train/cross/7.png"), Shapes.png("cross", 1_000));

        CommandRun refused = CommandRun.of(
                Stream.concat(SETTINGS.stream(), Stream.of("--data=" + other, "--output=" + run.root(), "--resume"))
                        .toArray(String[]::new));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .singleElement()
                .asString()
                .contains("cannot be resumed with other settings: train is ");
    }

    @Test
    void shouldEvaluateOnTheTestSetAlone() throws IOException {
        Path data = directory.resolve("shapes");
        new RunFiles(shapes.resolve("test"))
                .copyTo(Files.createDirectories(data).resolve("test"));

        CommandRun evaluated = CommandRun.of(
                "evaluate",
                "--model=" + run.root().resolve("model/lenet.zip"),
                "--data=" + data,
                "--output=" + directory.resolve("out"));

        assertThat(evaluated.err()).isEmpty();
        JsonNode evaluation = new RunFiles(directory.resolve("out")).json("evaluation.json");
        assertThat(evaluation.get("accuracy"))
                .isEqualTo(run.json("evaluation.json").get("accuracy"));
        assertThat(evaluation.get("classes"))
                .isEqualTo(run.json("evaluation.json").get("classes"));
    }

    @Test
    void shouldPredictTheNamesOfClasses() throws IOException {
        CommandRun.of(
                "predict",
                "--model=" + run.root().resolve("model/lenet.zip"),
                "--input=" + shapes.resolve("test"),
                "--output=" + directory.resolve("out"));

        List<Row> rows = withSpark(spark -> spark.read()
                .parquet(directory.resolve("out/predictions").toString())
                .collectAsList());
        long right = rows.stream()
                .filter(row -> row.<String>getAs("id").contains("/" + row.getAs("class") + "/"))
                .count();
        assertThat(rows).hasSize(30);
        assertThat(right / 30.0).isEqualTo(run.result().get("testAccuracy").asDouble());
        assertThat(rows).allSatisfy(row -> assertThat(row.<String>getAs("class"))
                .isEqualTo(Shapes.NAMES.get(row.getAs("predicted"))));
    }

    @Test
    void shouldExportTheNamesOfClasses() throws IOException {
        Path output = directory.resolve("model.safetensors");
        CommandRun.withoutSpark(
                "export",
                "--model=" + run.root().resolve("model/lenet.zip"),
                "--format=safetensors",
                "--output=" + output);

        assertThat(Files.readString(output, StandardCharsets.ISO_8859_1))
                .contains("\"classes\":\"[\\\"circle\\\",\\\"cross\\\",\\\"square\\\"]\"")
                .contains("\"fc2.weight\":{\"dtype\":\"F32\",\"shape\":[3,84]");
    }

    @Test
    void shouldTrainOnParquetWithTheSameBytesOnAnyNumberOfCores() throws IOException {
        Path data = directory.resolve("parquet");
        writeParquet(data.resolve("train"), 0, 120, 3);
        writeParquet(data.resolve("test"), 120, 30, 1);

        train("local[2]", data, directory.resolve("two"), "--column=picture", "--label-column=shape");
        train("local[1]", data, directory.resolve("one"), "--column=picture", "--label-column=shape");

        RunFiles two = new RunFiles(directory.resolve("two"));
        assertThat(two.result().get("testAccuracy").asDouble()).isGreaterThan(0.7);
        assertThat(texts(two.json("run.json").get("classes"))).isEqualTo(Shapes.NAMES);
        assertThat(two.json("run.json").at("/configuration/label-column").asText())
                .isEqualTo("shape");
        assertThat(new RunFiles(directory.resolve("one")).bytes("model/lenet.zip"))
                .isEqualTo(two.bytes("model/lenet.zip"));
    }

    private static void writeParquet(Path file, int first, int count, int files) {
        List<Row> rows = IntStream.range(first, first + count)
                .mapToObj(i -> RowFactory.create(Shapes.png(Shapes.NAMES.get(i % 3), i), Shapes.NAMES.get(i % 3)))
                .toList();
        StructType schema =
                new StructType().add("picture", DataTypes.BinaryType).add("shape", DataTypes.StringType);
        withSpark(spark -> {
            spark.createDataFrame(rows, schema).repartition(files).write().parquet(file.toString());
            return file;
        });
    }

    @Test
    void shouldTrainOnTransposedLetters() throws IOException {
        Path data = directory.resolve("letters");
        Shapes.writeLetters(data, 520, 130);

        train("local[2]", data, directory.resolve("run"), "--transposed", "--epochs=4", "--validation-size=26");

        RunFiles letters = new RunFiles(directory.resolve("run"));
        assertThat(letters.json("evaluation.json").get("classes")).hasSize(26);
        assertThat(letters.json("evaluation.json").at("/classes/25/name").asText())
                .isEqualTo("26");
        assertThat(letters.result().get("testAccuracy").asDouble()).isGreaterThan(0.8);
        assertThat(letters.result().get("computedBy").asText()).startsWith("simd");
        assertThat(letters.json("run.json").at("/configuration/transposed").asText())
                .isEqualTo("true");
    }

    @Test
    void shouldRefuseAModelOfOtherClasses() throws IOException {
        CommandRun refused = CommandRun.of(
                "evaluate", "--model=" + run.root().resolve("model/lenet.zip"), "--data=" + SampleRun.DATA);

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .containsExactly("lenet: file:" + SampleRun.DATA + ": has the class 0, expected those of "
                        + run.root().resolve("model/lenet.zip") + ": circle, cross, square");
    }

    private static <T> T withSpark(Function<SparkSession, T> work) {
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate()) {
            return work.apply(spark);
        }
    }
}
