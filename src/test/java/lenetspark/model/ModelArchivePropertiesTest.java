package lenetspark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import lenetspark.model.ModelArchive.PixelScaling;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** Archives with invalid entries in a valid zip file, so that no checksum detects the error. */
class ModelArchivePropertiesTest {

    private static final Map<String, byte[]> ENTRIES = new LinkedHashMap<>();

    @BeforeContainer
    static void write() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(Activation.TANH, PoolingType.AVG, new Adam(0.01), 0, 1)));
        network.init();
        byte[] archive = new ModelArchive(network, new PixelScaling(0, 1)).toBytes();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                ENTRIES.put(entry.getName(), in.readAllBytes());
            }
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(
                "configuration.json",
                "coefficients.bin",
                "updaterState.bin",
                "normalizer.bin",
                "lenet/moving-average.bin");
    }

    @Property(tries = 300)
    void shouldReadOrRejectArchivesWithAChangedByte(
            @ForAll @From("names") String name, @ForAll @IntRange(max = 1_000) int position, @ForAll byte value)
            throws IOException {
        byte[] entry = ENTRIES.getOrDefault(name, new byte[8]).clone();
        entry[position % entry.length] = value;
        readOrRefuse(name, entry);
    }

    @Property(tries = 100)
    void shouldReadOrRejectArchivesWithATruncatedEntry(
            @ForAll @From("names") String name, @ForAll @IntRange(max = 1_000) int length) throws IOException {
        byte[] entry = ENTRIES.getOrDefault(name, new byte[8]);
        readOrRefuse(name, Arrays.copyOf(entry, length % entry.length));
    }

    @Property(tries = 100)
    void shouldReadOrRejectArchivesWithArbitraryBytes(@ForAll @From("names") String name, @ForAll byte[] content)
            throws IOException {
        readOrRefuse(name, content);
    }

    private static void readOrRefuse(String changed, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, byte[]> entries = new LinkedHashMap<>(ENTRIES);
        entries.put(changed, content);
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        try {
            assertThat(ModelArchive.read(out.toByteArray()).network().numParams())
                    .isPositive();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }
}
