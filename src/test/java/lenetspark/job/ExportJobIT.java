package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import lenetspark.model.ModelArchive;
import onnx.Onnx.ModelProto;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code export} of the model of a run. */
class ExportJobIT {

    private static final String CHECKPOINT = "checkpoints/epoch-0001-round-0000/model.zip";

    private static RunFiles run;

    private final Path directory;

    ExportJobIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        run = SampleRun.train(runs.resolve("run"), "--ema-decay=0.9", "--averaging=nesterov");
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "dl4j", "safetensors"})
    void shouldWriteTheFileAndPrintItsUri(String format) throws IOException {
        Path output = directory.resolve("new/model." + format);

        CommandRun exported = export("model/lenet.zip", format, output);

        assertThat(exported.out()).containsExactly("wrote file:" + output);
        assertThat(new RunFiles(directory).names()).containsExactly("new/model." + format);
    }

    @Test
    void shouldBeginWithTheSignatureOfTheFormat() throws IOException {
        export("model/lenet.zip", "onnx", directory.resolve("a"));
        export("model/lenet.zip", "safetensors", directory.resolve("b"));

        ModelProto onnx = ModelProto.parseFrom(Files.readAllBytes(directory.resolve("a")));
        assertThat(onnx.getProducerName()).isEqualTo("lenet-spark");
        assertThat(onnx.getGraph().getNodeCount()).isEqualTo(15);
        byte[] safetensors = Files.readAllBytes(directory.resolve("b"));
        assertThat(new String(safetensors, 8, 100, StandardCharsets.UTF_8)).startsWith("{\"__metadata__\":{");
    }

    @Test
    void shouldExportOnlyWhatStockDl4jReadsFromACheckpoint() throws IOException {
        Path output = directory.resolve("lenet.zip");
        assertThat(entries(run.bytes(CHECKPOINT))).contains("lenet/moving-average.bin", "lenet/outer-velocity.bin");

        export(CHECKPOINT, "dl4j", output);

        assertThat(entries(Files.readAllBytes(output)))
                .containsExactlyInAnyOrder(
                        "configuration.json", "coefficients.bin", "updaterState.bin", "normalizer.bin");
        MultiLayerNetwork checkpoint = ModelArchive.read(run.bytes(CHECKPOINT)).network();
        MultiLayerNetwork exported = ModelSerializer.restoreMultiLayerNetwork(output.toFile(), true);
        assertThat(exported.params()).isEqualTo(checkpoint.params());
        assertThat(exported.getUpdater().getStateViewArray())
                .isEqualTo(checkpoint.getUpdater().getStateViewArray());
        assertThat(exported.getIterationCount()).isEqualTo(checkpoint.getIterationCount());
    }

    @Test
    void shouldExportTheArchiveOfARunUnchanged() throws IOException {
        Path output = directory.resolve("lenet.zip");

        export("model/lenet.zip", "dl4j", output);

        assertThat(Files.readAllBytes(output)).isEqualTo(run.bytes("model/lenet.zip"));
    }

    @Test
    void shouldReplaceAFileWhenAskedTo() throws IOException {
        Path output = Files.writeString(directory.resolve("lenet.onnx"), "old");

        export("model/lenet.zip", "onnx", output, "--overwrite");

        assertThat(Files.size(output)).isGreaterThan(61_706 * 4);
        assertThat(new RunFiles(directory).names()).containsExactly("lenet.onnx");
    }

    private static CommandRun export(String model, String format, Path output, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("export", "--model=" + run.root().resolve(model), "--format=" + format, "--output=" + output));
        arguments.addAll(List.of(more));
        CommandRun exported = CommandRun.withoutSpark(arguments.toArray(String[]::new));
        assertThat(exported.err()).isEmpty();
        assertThat(exported.exitCode()).isZero();
        return exported;
    }

    private static List<String> entries(byte[] zip) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
