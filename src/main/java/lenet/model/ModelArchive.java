package lenet.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;

/**
 * A trained network with the scaling of its input, as a stock archive of DL4J's {@link ModelSerializer}: plain DL4J
 * restores both without this project.
 *
 * @param network with its updater state, iteration and epoch counts
 * @param scaling what pixels 0..255 become before they enter the network
 */
public record ModelArchive(MultiLayerNetwork network, PixelScaling scaling) {

    private static final Set<String> ENTRIES = Set.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            ModelSerializer.NORMALIZER_BIN,
            ModelSerializer.NO_PARAMS_MARKER);

    /** Pixels 0..255 are mapped linearly to {@code min..max}. */
    public record PixelScaling(double min, double max) {}

    /** Writes the archive, about 700 KB with Adam's state, and leaves {@code out} open. */
    public void writeTo(OutputStream out) throws IOException {
        ModelSerializer.writeModel(network, out, true, new ImagePreProcessingScaler(scaling.min(), scaling.max()));
    }

    /**
     * Reads an archive.
     *
     * @param content the whole archive
     * @throws IOException if it is not an archive of a {@code MultiLayerNetwork} of this architecture's input and output
     */
    public static ModelArchive read(byte[] content) throws IOException {
        requireKnownEntries(content);
        MultiLayerNetwork network;
        DataNormalization normalizer;
        try {
            network = ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(content), true);
            normalizer = ModelSerializer.restoreNormalizerFromInputStream(new ByteArrayInputStream(content));
        } catch (RuntimeException e) {
            throw new IOException("not a model archive of DL4J: " + e.getMessage(), e);
        }
        return new ModelArchive(network, scaling(normalizer));
    }

    /** DL4J would deserialise any Java class from an entry {@code preprocessor.bin}; its own writer makes none. */
    private static void requireKnownEntries(byte[] content) throws IOException {
        boolean hasConfiguration = false;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                hasConfiguration |= entry.getName().equals(ModelSerializer.CONFIGURATION_JSON);
                if (!ENTRIES.contains(entry.getName())) {
                    throw new IOException("not a model archive of DL4J: unexpected entry '" + entry.getName() + "'");
                }
            }
        }
        if (!hasConfiguration) {
            throw new IOException("not a model archive of DL4J: no entry '" + ModelSerializer.CONFIGURATION_JSON + "'");
        }
    }

    private static PixelScaling scaling(@Nullable DataNormalization normalizer) throws IOException {
        if (normalizer == null) {
            return new PixelScaling(0, 1);
        }
        if (normalizer instanceof ImagePreProcessingScaler scaler) {
            return new PixelScaling(scaler.getMinRange(), scaler.getMaxRange());
        }
        throw new IOException("its input normalizer must be an ImagePreProcessingScaler, cannot be: "
                + normalizer.getClass().getSimpleName());
    }
}
