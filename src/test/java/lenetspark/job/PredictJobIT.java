package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code predict} with the model of a run. */
class PredictJobIT {

    private static RunFiles run;

    /** Predictions of the model for the test digits of the sample, in the order of their IDX file. */
    private static Map<Integer, Integer> expected;

    private final Path directory;

    PredictJobIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        run = SampleRun.train(runs.resolve("run"));
        Path output = runs.resolve("expected");
        predict(SampleRun.DATA.resolve("t10k-images-idx3-ubyte.gz"), output);
        expected = labelsByIndex(rows(output.resolve("predictions")));
    }

    @Test
    void shouldPredictAnIdxFileAsEvaluationDoes() throws IOException {
        Path file = Files.write(directory.resolve("digits"), ImageSamples.idx());

        CommandRun predicted = predict(file, directory.resolve("out"));

        assertThat(predicted.out()).singleElement().asString().matches(summary(500, 0));
        assertThat(expected).hasSize(ImageSamples.COUNT);
        assertThat(labelsByIndex(rows(directory.resolve("out/predictions")))).isEqualTo(expected);
        int correct = 0;
        for (Map.Entry<Integer, Integer> prediction : expected.entrySet()) {
            correct += ImageSamples.label(prediction.getKey()) == prediction.getValue() ? 1 : 0;
        }
        assertThat(correct / 500.0)
                .isEqualTo(run.json("evaluation.json").get("accuracy").asDouble(), within(1e-9));
        assertThat(rows(directory.resolve("out/rejected"))).isEmpty();
    }

    @Test
    void shouldIdentifyImagesOfIdxFilesByFileAndIndex() {
        CommandRun predicted = predict(SampleRun.DATA, directory.resolve("out"));

        List<Row> rows = rows(directory.resolve("out/predictions"));
        assertThat(predicted.out()).singleElement().asString().matches(summary(2_500, 0));
        assertThat(rows.stream().map(row -> row.getString(0)))
                .doesNotHaveDuplicates()
                .hasSize(2_500)
                .contains(
                        "file:" + SampleRun.DATA + "/t10k-images-idx3-ubyte.gz#499",
                        "file:" + SampleRun.DATA + "/train-images-idx3-ubyte.gz#0");
    }

    @Test
    void shouldWriteTheLabelWithItsProbabilityAndThoseOfAll() {
        predict(SampleRun.DATA.resolve("t10k-images-idx3-ubyte.gz"), directory.resolve("out"));

        withSpark(spark -> {
            StructType schema =
                    read(spark, directory.resolve("out/predictions")).get(0).schema();
            assertThat(schema.simpleString())
                    .isEqualTo(
                            "struct<id:string,predicted:int,probability:float,probabilities:array<float>,class:string>");
            return schema;
        });
        for (Row row : rows(directory.resolve("out/predictions"))) {
            List<Float> probabilities = row.getList(3);
            assertThat(probabilities).hasSize(10);
            assertThat(probabilities.get(row.getInt(1))).isEqualTo(row.getFloat(2));
            assertThat(row.getString(4)).isEqualTo(String.valueOf(row.getInt(1)));
            assertThat(probabilities).allMatch(probability -> probability <= row.getFloat(2));
            assertThat(probabilities.stream().mapToDouble(Float::doubleValue).sum())
                    .isEqualTo(1, within(1e-4));
        }
    }

    @Test
    void shouldPredictReadableImagesOfADirectoryAndExplainRejectedOnes() throws IOException {
        Path images = Files.createDirectories(directory.resolve("some [images]"));
        Path below = Files.createDirectories(images.resolve("below"));
        byte[] png = ImageSamples.greyPng(ImageSamples.digit(0));
        Map<String, byte[]> good = new TreeMap<>();
        good.put("grey 0.png", png);
        good.put("colour.1.png", ImageSamples.file(ImageSamples.digit(1), BufferedImage.TYPE_INT_RGB, 1, "png"));
        good.put("transparent.2.png", ImageSamples.file(ImageSamples.digit(2), BufferedImage.TYPE_INT_ARGB, 1, "png"));
        good.put("large.3.png", ImageSamples.file(ImageSamples.digit(3), BufferedImage.TYPE_INT_RGB, 5, "png"));
        good.put("below/photo.4.jpg", ImageSamples.file(ImageSamples.digit(4), BufferedImage.TYPE_INT_RGB, 2, "jpg"));
        for (Map.Entry<String, byte[]> file : good.entrySet()) {
            Files.write(images.resolve(file.getKey()), file.getValue());
        }
        byte[] jpeg = good.get("below/photo.4.jpg");
        Files.write(images.resolve("empty.png"), new byte[0]);
        Files.writeString(images.resolve("notes.txt"), "no image");
        Files.write(images.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
        Files.write(below.resolve("cut.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
        Files.write(below.resolve("flipped.png"), flip(png, png.length / 2));
        Files.write(below.resolve("header.png"), Arrays.copyOf(png, 8));
        Files.writeString(images.resolve(".hidden.png"), "no image either");

        CommandRun predicted = predict(images, directory.resolve("out"));

        assertThat(predicted.out()).singleElement().asString().matches(summary(5, 6));
        assertThat(byName(rows(directory.resolve("out/predictions")), row -> row.getInt(1)))
                .isEqualTo(Map.of(
                        "grey 0.png", expectedOf(0),
                        "colour.1.png", expectedOf(1),
                        "transparent.2.png", expectedOf(2),
                        "large.3.png", expectedOf(3),
                        "photo.4.jpg", expectedOf(4)));
        Map<String, String> reasons = byName(rows(directory.resolve("out/rejected")), row -> row.getString(1));
        assertThat(reasons)
                .containsOnlyKeys("empty.png", "notes.txt", "cut.png", "cut.jpg", "flipped.png", "header.png")
                .containsEntry("empty.png", "empty file")
                .containsEntry("notes.txt", "not a PNG or JPEG image")
                .containsEntry("header.png", "damaged png image: ends early, after 8 bytes");
        assertThat(reasons.get("cut.png")).startsWith("damaged png image: ends early, after ");
        assertThat(reasons.get("cut.jpg")).startsWith("damaged jpeg image: ");
        assertThat(reasons.get("flipped.png")).startsWith("damaged png image: wrong checksum at byte ");
    }

    @Test
    void shouldPredictOneImageFile() throws IOException {
        Path file = Files.write(directory.resolve("7.png"), ImageSamples.greyPng(ImageSamples.digit(7)));

        predict(file, directory.resolve("out"));

        assertThat(rows(directory.resolve("out/predictions"))).singleElement().satisfies(row -> {
            assertThat(row.getString(0)).isEqualTo("file:" + file);
            assertThat(row.getInt(1)).isEqualTo(expectedOf(7));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "raw", "padded"})
    void shouldPredictBytesInParquet(String kind) throws IOException {
        List<Row> stored = new ArrayList<>();
        for (byte[] digit : ImageSamples.digits(300)) {
            byte[] content =
                    switch (kind) {
                        case "png" -> ImageSamples.greyPng(digit);
                        case "raw" -> digit;
                        default -> padded(digit);
                    };
            stored.add(RowFactory.create((long) stored.size(), content));
        }
        stored.add(RowFactory.create(300L, new byte[] {1, 2, 3}));
        stored.add(RowFactory.create(301L, null));
        Path input =
                parquet(stored, new StructType().add("key", DataTypes.LongType).add("image", DataTypes.BinaryType));

        CommandRun predicted = predict(input, directory.resolve("out"), "--id-column=key");

        assertThat(predicted.out()).singleElement().asString().matches(summary(300, 2));
        assertThat(labelsByKey(rows(directory.resolve("out/predictions")))).isEqualTo(firstExpected(300));
        assertThat(rows(directory.resolve("out/rejected")).stream()
                        .collect(Collectors.toMap(row -> row.getLong(0), row -> row.getString(1))))
                .isEqualTo(Map.of(
                        300L, "neither a PNG or JPEG image nor 784 or 1024 pixels: found 3 bytes",
                        301L, "no image: the column is null"));
    }

    @Test
    void shouldPredictNumbersInParquetAndIdentifyThemByFileAndRow() throws IOException {
        List<Row> stored = new ArrayList<>();
        for (byte[] digit : ImageSamples.digits(20)) {
            stored.add(RowFactory.create(numbers(digit)));
        }
        double[] white = new double[784];
        Arrays.fill(white, 255.5);
        stored.add(RowFactory.create(white));
        stored.add(RowFactory.create(new double[] {1, 2}));
        Path input =
                parquet(stored, new StructType().add("the.pixels", DataTypes.createArrayType(DataTypes.DoubleType)));

        CommandRun predicted = predict(input, directory.resolve("out"), "--column=the.pixels");

        assertThat(predicted.out()).singleElement().asString().matches(summary(20, 2));
        assertThat(labelsByIndex(rows(directory.resolve("out/predictions"))))
                .isEqualTo(IntStream.range(0, 20).boxed().collect(Collectors.toMap(i -> i, i -> expectedOf(i))));
        assertThat(rows(directory.resolve("out/rejected")).stream().map(row -> row.getString(1)))
                .containsExactlyInAnyOrder(
                        "pixel 255.5 at index 0, expected 0 to 255", "found 2 pixels, expected 784 or 1024");
    }

    @Test
    void shouldReplaceItsOwnResultsAndNothingElse() throws IOException {
        Path output = directory.resolve("out");
        predict(SampleRun.DATA, output);
        Files.writeString(output.resolve("notes.txt"), "mine");

        predict(SampleRun.DATA.resolve("t10k-images-idx3-ubyte.gz"), output, "--overwrite");

        assertThat(rows(output.resolve("predictions"))).hasSize(ImageSamples.COUNT);
        assertThat(output.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void shouldPredictTheSameWithDl4j() {
        predict(SampleRun.DATA.resolve("t10k-images-idx3-ubyte.gz"), directory.resolve("out"), "--engine=dl4j");

        assertThat(labelsByIndex(rows(directory.resolve("out/predictions")))).isEqualTo(expected);
    }

    @Test
    void shouldNameTheExistingColumns() {
        Path input = parquet(
                List.of(RowFactory.create(1, "x")),
                new StructType().add("key", DataTypes.IntegerType).add("text", DataTypes.StringType));

        assertRefused(input, 2, "Column must be one of key, text, got: image");
        assertRefused(input, 2, "Column must be one of key, text, got: KEY", "--column=KEY");
        assertRefused(input, 2, "Id column must be one of key, text, got: id", "--column=key", "--id-column=id");
        assertRefused(
                input,
                3,
                "file:" + input
                        + ": column text is of type string, expected binary or an array of numbers; name another with --column",
                "--column=text");
    }

    private void assertRefused(Path input, int exitCode, String message, String... more) {
        CommandRun refused = command(input, directory.resolve("out"), more);

        assertThat(refused.err()).containsExactly("lenet: " + message);
        assertThat(refused.exitCode()).isEqualTo(exitCode);
        assertThat(directory.resolve("out")).doesNotExist();
    }

    private static CommandRun predict(Path input, Path output, String... more) {
        CommandRun predicted = command(input, output, more);
        assertThat(predicted.err()).isEmpty();
        assertThat(predicted.exitCode()).isZero();
        return predicted;
    }

    private static CommandRun command(Path input, Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "predict",
                "--model=" + run.root().resolve("model/lenet.zip"),
                "--input=" + input,
                "--output=" + output));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static String summary(int predicted, int rejected) {
        return String.format(
                "predicted %,d images and rejected %,d in [0-9.]+ s \\([0-9,]+ images/s\\): file:.*/predictions, file:.*/rejected",
                predicted, rejected);
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

    private static List<Row> read(SparkSession spark, Path parquet) {
        return spark.read().parquet(parquet.toString()).collectAsList();
    }

    private static List<Row> rows(Path parquet) {
        return withSpark(spark -> read(spark, parquet));
    }

    private Path parquet(List<Row> rows, StructType schema) {
        Path parquet = directory.resolve("stored");
        return withSpark(spark -> {
            spark.createDataFrame(rows, schema).coalesce(1).write().parquet(parquet.toString());
            return parquet;
        });
    }

    private static Map<Integer, Integer> labelsByIndex(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> Integer.valueOf(row.getString(0).replaceFirst(".*#", "")), row -> row.getInt(1)));
    }

    private static Map<Long, Integer> labelsByKey(List<Row> rows) {
        return rows.stream().collect(Collectors.toMap(row -> row.getLong(0), row -> row.getInt(1)));
    }

    private static int expectedOf(int index) {
        return Objects.requireNonNull(expected.get(index));
    }

    private static Map<Long, Integer> firstExpected(int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .collect(Collectors.toMap(Integer::longValue, i -> expectedOf(i)));
    }

    private static <T> Map<String, T> byName(List<Row> rows, Function<Row, T> value) {
        return rows.stream().collect(Collectors.toMap(row -> row.getString(0).replaceFirst(".*/", ""), value));
    }

    private static byte[] padded(byte[] digit) {
        ByteBuffer padded = ByteBuffer.allocate(32 * 32);
        for (int y = 0; y < 28; y++) {
            padded.put((2 + y) * 32 + 2, digit, y * 28, 28);
        }
        return padded.array();
    }

    private static double[] numbers(byte[] digit) {
        double[] numbers = new double[digit.length];
        for (int i = 0; i < digit.length; i++) {
            numbers[i] = digit[i] & 0xff;
        }
        return numbers;
    }

    private static byte[] flip(byte[] content, int position) {
        byte[] flipped = content.clone();
        flipped[position] ^= 0x55;
        return flipped;
    }
}
