package lenetspark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import lenetspark.model.ModelArchive.PixelScaling;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class ModelArchiveTest {

    private static MultiLayerNetwork trained(IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(Activation.RATIONALTANH, PoolingType.MAX, updater, 1e-4, 6)));
        network.init();
        Nd4j.getRandom().setSeed(1);
        for (int i = 0; i < 3; i++) {
            network.fit(new DataSet(
                    Nd4j.rand(DataType.FLOAT, 4, 1, 32, 32),
                    Nd4j.eye(10).castTo(DataType.FLOAT).getRows(i, 3, 5, 9)));
        }
        network.setEpochCount(2);
        return network;
    }

    private static byte[] write(ModelArchive archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] archive() throws IOException {
        return write(new ModelArchive(trained(new Adam(0.01)), new PixelScaling(-1, 1)));
    }

    @Test
    void shouldContainTheEntriesThatDl4jWrites() throws IOException {
        for (IUpdater updater : List.of(new Adam(0.01), new Sgd(0.1))) {
            MultiLayerNetwork network = trained(updater);
            Map<String, byte[]> ours = entries(write(new ModelArchive(network, new PixelScaling(-1, 1))));
            Map<String, byte[]> stock = entries(stock(network));

            assertThat(ours).containsKeys(stock.keySet().toArray(String[]::new)).hasSize(stock.size() + 1);
            stock.forEach((name, content) -> assertThat(ours.get(name)).as(name).isEqualTo(content));
        }
    }

    private static byte[] stock(Model model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelSerializer.writeModel(model, out, true);
        return out.toByteArray();
    }

    private static Map<String, byte[]> entries(byte[] zip) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return out.toByteArray();
    }

    private static void assertRefused(byte[] content, String... reasons) {
        assertThatThrownBy(() -> ModelArchive.read(content))
                .isInstanceOf(IOException.class)
                .satisfies(e -> {
                    for (String reason : reasons) {
                        assertThat(e).hasMessageContaining(reason);
                    }
                })
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("null"));
    }

    static Stream<IUpdater> updaters() {
        return Stream.of(
                new Adam(0.01),
                new Nesterovs(0.01, 0.9),
                new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, 0.01, 0.99)));
    }

    private static Map<String, float[]> bothVectors() {
        float[] average = new float[LeNet.PARAMETERS];
        float[] velocity = new float[LeNet.PARAMETERS];
        for (int i = 0; i < LeNet.PARAMETERS; i++) {
            average[i] = i / 7f;
            velocity[i] = -i;
        }
        return Map.of(ModelArchive.MOVING_AVERAGE, average, ModelArchive.OUTER_VELOCITY, velocity);
    }

    @Test
    void shouldStoreVectorsThatDl4jIgnores() throws IOException {
        MultiLayerNetwork network = trained(new Adam(0.01));
        byte[] content = write(
                new ModelArchive(network, new PixelScaling(0, 1), bothVectors(), ModelArchive.defaultClassNames(10)));

        Map<String, float[]> read = ModelArchive.read(content).vectors();
        assertThat(read).containsOnlyKeys(ModelArchive.MOVING_AVERAGE, ModelArchive.OUTER_VELOCITY);
        bothVectors().forEach((name, vector) -> assertThat(read.get(name)).isEqualTo(vector));
        assertThat(ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(content), true)
                        .params())
                .isEqualTo(network.params());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4 * LeNet.PARAMETERS - 1, 4 * LeNet.PARAMETERS + 1, 10_000_000})
    void shouldRejectAVectorOfAnotherLengthThanTheParameters(int bytes) throws IOException {
        Map<String, byte[]> entries = entries(write(new ModelArchive(
                trained(new Sgd(0.1)), new PixelScaling(0, 1), bothVectors(), ModelArchive.defaultClassNames(10))));
        entries.put("lenet/moving-average.bin", new byte[bytes]);

        assertRefused(
                zip(entries), "its entry 'lenet/moving-average.bin' must contain one float per parameter (61706)");
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void shouldRestoreExactlyTheWrittenNetwork(IUpdater updater) throws IOException {
        MultiLayerNetwork network = trained(updater);

        ModelArchive read = ModelArchive.read(write(new ModelArchive(network, new PixelScaling(-0.1, 1.175))));

        assertThat(read.network().params()).isEqualTo(network.params());
        assertThat(read.network().getUpdater().getStateViewArray())
                .isEqualTo(network.getUpdater().getStateViewArray());
        assertThat(read.network().getIterationCount()).isEqualTo(3);
        assertThat(read.network().getEpochCount()).isEqualTo(2);
        assertThat(read.network().getLayerWiseConfigurations()).isEqualTo(network.getLayerWiseConfigurations());
        assertThat(read.scaling()).isEqualTo(new PixelScaling(-0.1, 1.175));
    }

    @Test
    void shouldContinueTrainingFromAnArchiveIdentically() throws IOException {
        MultiLayerNetwork network = trained(new Adam(0.01));
        MultiLayerNetwork read = ModelArchive.read(write(new ModelArchive(network, new PixelScaling(0, 1))))
                .network();
        DataSet next = new DataSet(
                Nd4j.rand(DataType.FLOAT, 2, 1, 32, 32),
                Nd4j.eye(10).castTo(DataType.FLOAT).getRows(1, 2));
        network.fit(next);
        read.fit(next);

        assertThat(read.params()).isEqualTo(network.params());
    }

    @Test
    void shouldWriteTheSameBytesForTheSameNetwork() throws Exception {
        byte[] first = archive();
        Thread.sleep(2100); // A zip entry's time has a resolution of two seconds.

        assertThat(archive()).isEqualTo(first);
        assertThat(write(ModelArchive.read(first))).isEqualTo(first);
    }

    @Test
    void shouldBeRestorableByDl4j(@TempDir Path temporary) throws IOException {
        Path file = Files.write(temporary.resolve("model.zip"), archive());

        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
        ImagePreProcessingScaler normalizer = ModelSerializer.restoreNormalizerFromFile(file.toFile());

        assertThat(network.params()).isEqualTo(trained(new Adam(0.01)).params());
        assertThat(normalizer.getMinRange()).isEqualTo(-1);
        assertThat(normalizer.getMaxRange()).isEqualTo(1);
    }

    @Test
    void shouldNotCloseTheStream() throws IOException {
        List<String> closed = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.add("closed");
            }
        };
        new ModelArchive(trained(new Sgd(0.1)), new PixelScaling(0, 1)).writeTo(out);

        assertThat(closed).isEmpty();
    }

    @Test
    void shouldScaleFromZeroToOneWithoutNormalizer() throws IOException {
        assertThat(ModelArchive.read(stock(trained(new Sgd(0.1)))).scaling()).isEqualTo(new PixelScaling(0, 1));
    }

    @Test
    void shouldRejectOtherNormalizers(@TempDir Path temporary) throws IOException {
        Path file = temporary.resolve("model.zip");
        NormalizerMinMaxScaler normalizer = new NormalizerMinMaxScaler(0, 1);
        normalizer.fit(new DataSet(Nd4j.rand(DataType.FLOAT, 4, 3), Nd4j.rand(DataType.FLOAT, 4, 2)));
        Map<String, byte[]> entries = entries(stock(trained(new Sgd(0.1))));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer.getDefault()
                .write(normalizer, written);
        entries.put("normalizer.bin", written.toByteArray());
        Files.write(file, zip(entries));

        assertThatThrownBy(() -> ModelArchive.read(Files.readAllBytes(file)))
                .isInstanceOf(IOException.class)
                .hasMessage("its input normalizer must be an ImagePreProcessingScaler (IMAGE_MIN_MAX), got: MIN_MAX");
    }

    /** DL4J would load the class that the header of a custom normalizer names. */
    @Test
    void shouldRejectACustomNormalizer() throws IOException {
        Map<String, byte[]> entries = entries(archive());
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(header)) {
            out.writeUTF("NORMALIZER");
            out.writeInt(1);
            out.writeUTF("CUSTOM");
            out.writeUTF(Trap.class.getName());
        }
        entries.put("normalizer.bin", header.toByteArray());

        assertRefused(
                zip(entries), "its input normalizer must be an ImagePreProcessingScaler (IMAGE_MIN_MAX), got: CUSTOM");
        assertThat(System.getProperty(Trap.SPRUNG)).isNull();
    }

    private static final String ACTIVATION = "org.nd4j.linalg.activations.impl.ActivationRationalTanh";

    private static final String ACTIVATION_OBJECT = "\\{\\s*\"@class\" : \"" + Pattern.quote(ACTIVATION) + "\"\\s*}";

    private static final String WEIGHT_INIT_OBJECT =
            "\\{\\s*\"@class\" : \"org.deeplearning4j.nn.weights.WeightInitNormal\"\\s*}";

    /** Ways to name a class that DL4J loads and initializes: text of the configuration, and its replacement. */
    static Stream<Arguments> classNames() {
        String dl4j = "\"@class\":\"" + ACTIVATION + "\"";
        return Stream.of(
                Arguments.of(TrapOfName.class, ACTIVATION_OBJECT, "{\"@class\":\"TRAP\"}"),
                Arguments.of(TrapOfFirstKey.class, ACTIVATION_OBJECT, "{\"@class\":\"TRAP\"," + dl4j + "}"),
                Arguments.of(TrapOfEscapedKey.class, ACTIVATION_OBJECT, "{\"@cl\\\\u0061ss\":\"TRAP\"," + dl4j + "}"),
                Arguments.of(TrapOfArray.class, ACTIVATION_OBJECT, "[\"TRAP\",{}]"),
                Arguments.of(TrapOfTypeArgument.class, ACTIVATION_OBJECT, "{\"@class\":\"" + ACTIVATION + "<TRAP>\"}"),
                Arguments.of(
                        TrapOfDistribution.class,
                        WEIGHT_INIT_OBJECT,
                        "{\"@class\":\"org.deeplearning4j.nn.weights.WeightInitDistribution\","
                                + "\"distribution\":{\"type\":\"TRAP\"}}"));
    }

    @ParameterizedTest
    @MethodSource("classNames")
    void shouldRejectAConfigurationWithAClassOfAnotherLibrary(Class<?> trap, String replaced, String replacement)
            throws IOException {
        Map<String, byte[]> entries = entries(archive());
        String configuration = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
        String trapped = configuration.replaceFirst(
                replaced, replacement.replace("TRAP", Matcher.quoteReplacement(trap.getName())));
        assertThat(trapped).isNotEqualTo(configuration);
        entries.put("configuration.json", trapped.getBytes(StandardCharsets.UTF_8));
        byte[] content = zip(entries);

        assertThatThrownBy(() -> ModelArchive.read(content))
                .isInstanceOf(IOException.class)
                .message()
                .matches("its configuration must name classes of DL4J and ND4J only, got: .*"
                        + "|damaged: its entry 'configuration.json' must be JSON without duplicate keys, got:"
                        + " Duplicate field '@class'");
        assertThat(System.getProperty(trap.getName())).isNull();

        // Only DL4J would have initialized the class.
        assertThatThrownBy(() -> ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(content), true))
                .isInstanceOf(RuntimeException.class);
        assertThat(System.getProperty(trap.getName())).isEqualTo("initialised");
    }

    /** The name of a class in the default package cannot be distinguished from the name of a parameter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"variables\" : [ \"W\", \"b\" ]//\"other\" : [ \"W\", \"b\" ]",
                "\"constraints\" : null//\"constraints\" : [ \"Trap\", {} ]",
                "\"constraints\" : null//\"paramWeightInit\" : { \"params\" : [ \"Trap\", {} ] }"
            })
    void shouldRejectAnArrayThatMayBeAnObjectOfANamedClass(String replacement) throws IOException {
        String[] parts = replacement.split("//", -1);
        Map<String, byte[]> entries = entries(archive());
        String configuration = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
        assertThat(configuration).contains(parts[0]);
        entries.put(
                "configuration.json", configuration.replace(parts[0], parts[1]).getBytes(StandardCharsets.UTF_8));

        assertRefused(zip(entries), "its configuration must name classes of DL4J and ND4J only, got: \"");
    }

    @Test
    void shouldReadANetworkWithConstraintsOnParameters() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder()
                        .nOut(5)
                        .weightInit(new NormalDistribution(0, 0.1))
                        .constrainWeights(new MaxNormConstraint(2, 1))
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(32, 32, 1))
                .build());
        network.init();

        assertThat(ModelArchive.read(stock(network)).network().getLayerWiseConfigurations())
                .isEqualTo(network.getLayerWiseConfigurations());
    }

    @Test
    void shouldRejectADuplicateListOfNames() throws IOException {
        Map<String, byte[]> entries = entries(archive());
        entries.put("lenet/classes.json", "[\"a\"] [\"b\"]".getBytes(StandardCharsets.UTF_8));

        assertRefused(zip(entries), "damaged: its entry 'lenet/classes.json' is not a list of names");
    }

    /** Parsers differ in which of two duplicate keys they use. */
    @Test
    void shouldRejectAnArchiveWithADuplicateEntry() throws IOException {
        Map<String, byte[]> entries = entries(archive());
        entries.put("configuration.jsoX", entries.get("configuration.json"));
        String zip = new String(zip(entries), StandardCharsets.ISO_8859_1);

        assertRefused(
                zip.replace("configuration.jsoX", "configuration.json").getBytes(StandardCharsets.ISO_8859_1),
                "damaged: its entry 'configuration.json' occurs twice");
    }

    /** Class that sets a system property when it is initialized. */
    static final class Trap {
        static final String SPRUNG = "lenet.model.trap";

        static {
            System.setProperty(SPRUNG, "true");
        }

        private Trap() {}
    }

    static final class TrapOfName {
        static {
            System.setProperty(TrapOfName.class.getName(), "initialised");
        }
    }

    static final class TrapOfFirstKey {
        static {
            System.setProperty(TrapOfFirstKey.class.getName(), "initialised");
        }
    }

    static final class TrapOfEscapedKey {
        static {
            System.setProperty(TrapOfEscapedKey.class.getName(), "initialised");
        }
    }

    static final class TrapOfArray {
        static {
            System.setProperty(TrapOfArray.class.getName(), "initialised");
        }
    }

    static final class TrapOfTypeArgument {
        static {
            System.setProperty(TrapOfTypeArgument.class.getName(), "initialised");
        }
    }

    static final class TrapOfDistribution {
        static {
            System.setProperty(TrapOfDistribution.class.getName(), "initialised");
        }
    }

    /** The archive of 256 KB decompresses to 256 MB. */
    @Test
    void shouldRejectAnArchiveThatDecompressesToTooManyBytes() throws IOException {
        Map<String, byte[]> entries = entries(archive());
        entries.put("updaterState.bin", new byte[256 << 20]);
        byte[] bomb = zip(entries);
        entries.clear();

        assertThat(bomb).hasSizeLessThan(1 << 20);
        assertRefused(bomb, "its entries must have less than 256 MB in total");
    }

    @ParameterizedTest
    @ValueSource(strings = {"preprocessor.bin", "payload.class", "META-INF/MANIFEST.MF", "../configuration.json"})
    void shouldRejectAnArchiveWithUnknownEntries(String name) throws IOException {
        Map<String, byte[]> entries = entries(archive());
        entries.put(name, new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});

        assertRefused(zip(entries), "unexpected entry '" + name + "'");
    }

    @Test
    void shouldRejectFilesThatAreNotArchives() throws IOException {
        assertRefused(new byte[0], "not a zip file");
        assertRefused("a text".getBytes(StandardCharsets.UTF_8), "not a zip file");
        assertRefused(zip(Map.of("notes.txt", new byte[3])), "unexpected entry 'notes.txt'");
        assertRefused(zip(Map.of("coefficients.bin", new byte[3])), "no entry 'configuration.json'");
    }

    @Test
    void shouldRejectATruncatedArchive() throws IOException {
        byte[] whole = archive();
        int directory = whole.length - 400;
        for (int length = 0; length < directory; length += length < 400 ? 7 : 10_007) {
            assertRefused(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void shouldRejectAnArchiveWithAChangedByte() throws IOException {
        byte[] whole = archive();
        for (int at = 60; at < whole.length - 500; at += 20_011) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            assertRefused(changed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"configuration.json", "coefficients.bin", "updaterState.bin", "normalizer.bin"})
    void shouldRejectAnArchiveWithAnInvalidEntry(String name) throws IOException {
        for (byte[] nonsense : List.of(new byte[] {1, 2, 3}, "{\"a\": 1}".getBytes(StandardCharsets.UTF_8))) {
            Map<String, byte[]> entries = entries(archive());
            assertThat(entries).containsKey(name);
            entries.put(name, nonsense);
            assertRefused(zip(entries));
        }
    }

    @Test
    void shouldRejectAnArchiveWithoutParameters() throws IOException {
        Map<String, byte[]> entries = entries(archive());
        entries.remove("coefficients.bin");

        assertRefused(zip(entries));
    }

    @Test
    void shouldRejectParametersOfAnotherNetwork() throws IOException {
        Map<String, byte[]> entries = entries(archive());
        ByteArrayOutputStream tooFew = new ByteArrayOutputStream();
        Nd4j.write(tooFew, Nd4j.ones(DataType.FLOAT, 1, 100));
        entries.put("coefficients.bin", tooFew.toByteArray());

        assertRefused(zip(entries));
    }

    @Test
    void shouldRejectAComputationGraph() throws IOException {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(3)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "in")
                .setOutputs("out")
                .build());
        graph.init();

        assertRefused(stock(graph), "not a MultiLayerNetwork of DL4J");
    }

    private static MultiLayerNetwork dense(InputType input, int outputs) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(5).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(outputs)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    @Test
    void shouldStoreClassNames() throws IOException {
        MultiLayerNetwork network = dense(InputType.convolutional(32, 32, 1), 3);
        List<String> names = List.of("circle", "a, \"b\"", "Ä");
        byte[] named = write(new ModelArchive(network, new PixelScaling(0, 1), names));

        assertThat(ModelArchive.read(named).classNames()).isEqualTo(names);
        assertThat(ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(named), true)
                        .params())
                .isEqualTo(network.params());
    }

    @Test
    void shouldOmitDefaultClassNames() throws IOException {
        MultiLayerNetwork network = dense(InputType.convolutional(32, 32, 1), 3);
        byte[] content = write(new ModelArchive(network, new PixelScaling(0, 1)));

        assertThat(ModelArchive.read(content).classNames()).containsExactly("0", "1", "2");
        assertThat(entries(content)).doesNotContainKey("lenet/classes.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"a\",\"b\"]", "[\"a\",null,\"c\"]", "{}", "[", "null"})
    void shouldRejectClassNamesThatDoNotMatchTheOutputs(String json) throws IOException {
        MultiLayerNetwork network = dense(InputType.convolutional(32, 32, 1), 3);
        Map<String, byte[]> entries = entries(write(new ModelArchive(network, new PixelScaling(0, 1))));
        entries.put("lenet/classes.json", json.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> ModelArchive.read(zip(entries)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its entry 'lenet/classes.json' ");
    }

    @Test
    void shouldAcceptAnyNetworkWithTheseShapes() throws IOException {
        MultiLayerNetwork network = dense(InputType.convolutional(32, 32, 1), 10);

        assertThat(ModelArchive.read(stock(network)).network().params()).isEqualTo(network.params());
    }

    @Test
    void shouldRejectNetworksWithOtherShapes() throws IOException {
        assertRefused(
                stock(dense(InputType.convolutional(28, 28, 1), 10)), "its network must accept images of 1x32x32");
        assertRefused(stock(dense(InputType.feedForward(20), 10)), "its network must accept images of 1x32x32");
        assertRefused(
                stock(dense(InputType.convolutional(32, 32, 1), 1001)),
                "its network must have 2 to 1000 outputs, got the shape: [1, 1001]");
    }
}
