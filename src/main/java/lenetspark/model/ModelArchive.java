package lenetspark.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trained network with the scaling of its input, stored as a stock archive of DL4J's {@link ModelSerializer}. DL4J can
 * restore both without this project.
 *
 * @param network network with its updater state, iteration count and epoch count
 * @param scaling scaling of pixels 0..255 to inputs of the network
 * @param vectors additional vectors of the length of the parameters, by name, in entries that DL4J ignores
 * @param classNames class names of the outputs, in an entry that DL4J ignores; the entry is omitted if the names are
 *     the labels
 */
public record ModelArchive(
        MultiLayerNetwork network, PixelScaling scaling, Map<String, float[]> vectors, List<String> classNames) {

    /** Name of the vector with the moving average of the parameters. */
    public static final String MOVING_AVERAGE = "moving-average";

    /** Name of the vector with the velocity of the outer momentum. */
    public static final String OUTER_VELOCITY = "outer-velocity";

    private static final Map<String, String> VECTOR_ENTRIES = Map.of(
            "lenet/" + MOVING_AVERAGE + ".bin", MOVING_AVERAGE, "lenet/" + OUTER_VELOCITY + ".bin", OUTER_VELOCITY);

    private static final String CLASS_NAMES_ENTRY = "lenet/classes.json";

    private static final Set<String> ENTRIES = Set.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            ModelSerializer.NORMALIZER_BIN,
            ModelSerializer.NO_PARAMS_MARKER,
            CLASS_NAMES_ENTRY);

    /** Largest total size of the decompressed entries in bytes; LeNet-5 with Adam needs less than one million. */
    private static final int MAX_BYTES = 256 << 20;

    /** Mapper for class names only; {@link CheckedConfiguration} parses the configuration. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Creates an archive without additional vectors. */
    public ModelArchive(MultiLayerNetwork network, PixelScaling scaling, List<String> classNames) {
        this(network, scaling, Map.of(), classNames);
    }

    /** Creates an archive without additional vectors, whose class names are the labels. */
    public ModelArchive(MultiLayerNetwork network, PixelScaling scaling) {
        this(network, scaling, defaultClassNames(outputs(network)));
    }

    /** Returns the labels as class names: 0, 1, 2, ... */
    public static List<String> defaultClassNames(int classes) {
        return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    }

    private static int outputs(MultiLayerNetwork network) {
        return network.getLayerWiseConfigurations()
                                .getConf(network.getnLayers() - 1)
                                .getLayer()
                        instanceof FeedForwardLayer last
                ? Math.toIntExact(last.getNOut())
                : LeNet.CLASSES;
    }

    /** Linear mapping of pixels 0..255 to {@code min..max}. */
    public record PixelScaling(double min, double max) {}

    /**
     * Writes the archive, about 700 KB with the state of Adam, and does not close {@code out}. The same network always
     * gives the same bytes.
     */
    public void writeTo(OutputStream out) throws IOException {
        // The entries are written individually: ModelSerializer compresses the parameters, which is slow and saves
        // little, and
        // its method to add a normalizer flushes a closed stream, which Spark's version of commons-io rejects.
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.BEST_SPEED);
        add(
                zip,
                ModelSerializer.CONFIGURATION_JSON,
                network.getLayerWiseConfigurations().toJson().getBytes(StandardCharsets.UTF_8));
        add(zip, ModelSerializer.COEFFICIENTS_BIN, bytes(network.params()));
        INDArray updaterState = network.getUpdater().getStateViewArray();
        if (updaterState != null && !updaterState.isEmpty()) {
            add(zip, ModelSerializer.UPDATER_BIN, bytes(updaterState));
        }
        ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(new ImagePreProcessingScaler(scaling.min(), scaling.max()), normalizer);
        add(zip, ModelSerializer.NORMALIZER_BIN, normalizer.toByteArray());
        for (Map.Entry<String, String> entry : new TreeMap<>(VECTOR_ENTRIES).entrySet()) {
            float[] vector = vectors.get(entry.getValue());
            if (vector != null) {
                add(zip, entry.getKey(), bytes(vector));
            }
        }
        if (!classNames.equals(defaultClassNames(classNames.size()))) {
            add(zip, CLASS_NAMES_ENTRY, JSON.writeValueAsBytes(classNames));
        }
        zip.finish();
    }

    /** Returns the content of the archive. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(INDArray array) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Nd4j.write(array, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /**
     * Reads an archive from an untrusted source. Its content cannot cause classes other than those of DL4J and ND4J to
     * be loaded, and its entries cannot take more memory than {@link #MAX_BYTES}.
     *
     * @param content content of the archive
     * @throws IOException if it is not an archive of a {@code MultiLayerNetwork} with the input and output shapes of
     *     LeNet-5
     */
    public static ModelArchive read(byte[] content) throws IOException {
        Map<String, byte[]> entries = knownEntries(content);
        requireImageScaler(entries.get(ModelSerializer.NORMALIZER_BIN));
        for (String name : List.of(ModelSerializer.COEFFICIENTS_BIN, ModelSerializer.UPDATER_BIN)) {
            if (entries.containsKey(name)) {
                Nd4jRowVector.require(name, entries.get(name));
            }
        }
        // DL4J reads a new archive of the checked entries, because its parsers might interpret the file differently.
        byte[] checked = zip(entries);
        MultiLayerNetwork network;
        DataNormalization normalizer;
        try {
            network = ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(checked), true);
            normalizer = ModelSerializer.restoreNormalizerFromInputStream(new ByteArrayInputStream(checked));
        } catch (IOException | RuntimeException e) {
            throw new IOException("damaged, or not a MultiLayerNetwork of DL4J", e);
        }
        int classes = requireShapes(network);
        return new ModelArchive(
                network,
                scaling(normalizer),
                vectors(entries, Math.toIntExact(network.numParams())),
                classNames(entries, classes));
    }

    /**
     * Reads the entries and rejects unknown ones: DL4J would deserialize any Java class from an entry {@code
     * preprocessor.bin}, which its own writer never creates.
     */
    private static Map<String, byte[]> knownEntries(byte[] content) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        int remaining = MAX_BYTES;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!ENTRIES.contains(name) && !VECTOR_ENTRIES.containsKey(name)) {
                    throw new IOException("not a model archive of DL4J: unexpected entry '" + name + "'");
                }
                byte[] bytes = zip.readNBytes(remaining);
                remaining -= bytes.length;
                if (remaining == 0) {
                    throw new IOException("its entries must have less than %d MB in total".formatted(MAX_BYTES >> 20));
                }
                if (entries.put(name, bytes) != null) {
                    throw new IOException("damaged: its entry '" + name + "' occurs twice");
                }
            }
        } catch (EOFException | ZipException e) {
            throw new IOException("damaged: its zip entries cannot be read", e);
        }
        if (entries.isEmpty()) {
            throw new IOException("not a zip file");
        }
        byte[] configuration = entries.get(ModelSerializer.CONFIGURATION_JSON);
        if (configuration == null) {
            throw new IOException("not a model archive of DL4J: no entry '" + ModelSerializer.CONFIGURATION_JSON + "'");
        }
        entries.put(
                ModelSerializer.CONFIGURATION_JSON,
                CheckedConfiguration.of(ModelSerializer.CONFIGURATION_JSON, configuration));
        return entries;
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                add(zip, entry.getKey(), entry.getValue());
            }
        }
        return out.toByteArray();
    }

    /**
     * Checks the normalizer type in the header that {@link NormalizerSerializer} writes: a name, a version and the
     * type. DL4J would load the class that a custom normalizer names, and would not validate the arrays of other types.
     */
    private static void requireImageScaler(byte @Nullable [] normalizer) throws IOException {
        if (normalizer == null) {
            return;
        }
        String type;
        try (DataInputStream header = new DataInputStream(new ByteArrayInputStream(normalizer))) {
            header.readUTF();
            header.readInt();
            type = header.readUTF();
        } catch (EOFException | UTFDataFormatException e) {
            throw new IOException("damaged: its entry '" + ModelSerializer.NORMALIZER_BIN + "' ends too early", e);
        }
        if (!type.equals(NormalizerType.IMAGE_MIN_MAX.name())) {
            throw new IOException("its input normalizer must be an ImagePreProcessingScaler (%s), got: %s"
                    .formatted(
                            NormalizerType.IMAGE_MIN_MAX,
                            type.lines().findFirst().orElse("")));
        }
    }

    private static Map<String, float[]> vectors(Map<String, byte[]> entries, int length) throws IOException {
        Map<String, float[]> vectors = new TreeMap<>();
        for (Map.Entry<String, String> entry : VECTOR_ENTRIES.entrySet()) {
            byte[] bytes = entries.get(entry.getKey());
            if (bytes != null) {
                vectors.put(entry.getValue(), vector(entry.getKey(), bytes, length));
            }
        }
        return vectors;
    }

    private static float[] vector(String entry, byte[] bytes, int length) throws IOException {
        if (bytes.length != length * Float.BYTES) {
            throw new IOException("its entry '%s' must contain one float per parameter (%d)".formatted(entry, length));
        }
        float[] vector = new float[length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    /** Checks the shapes of input and output and returns the number of outputs. */
    private static int requireShapes(MultiLayerNetwork network) throws IOException {
        long[] output;
        try {
            output = network.output(Nd4j.zeros(1, 1, LeNet.INPUT_SIZE, LeNet.INPUT_SIZE))
                    .shape();
        } catch (RuntimeException e) {
            throw new IOException("its network must accept images of 1x32x32", e);
        }
        if (output.length != 2 || output[0] != 1 || output[1] < 2 || output[1] > LeNet.MAX_CLASSES) {
            throw new IOException("its network must have 2 to %d outputs, got the shape: %s"
                    .formatted(LeNet.MAX_CLASSES, Arrays.toString(output)));
        }
        return (int) output[1];
    }

    private static List<String> classNames(Map<String, byte[]> entries, int classes) throws IOException {
        byte[] json = entries.get(CLASS_NAMES_ENTRY);
        if (json == null) {
            return defaultClassNames(classes);
        }
        try {
            List<String> names = List.of(JSON.readValue(json, String[].class));
            if (names.size() == classes) {
                return names;
            }
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IOException("damaged: its entry '" + CLASS_NAMES_ENTRY + "' is not a list of names", e);
        }
        throw new IOException(
                "its entry '%s' must contain one name per output (%d)".formatted(CLASS_NAMES_ENTRY, classes));
    }

    private static PixelScaling scaling(@Nullable DataNormalization normalizer) {
        return normalizer instanceof ImagePreProcessingScaler scaler
                ? new PixelScaling(scaler.getMinRange(), scaler.getMaxRange())
                : new PixelScaling(0, 1);
    }
}
