package lenetspark.config;

import java.util.Objects;

/**
 * Settings of an export.
 *
 * @param model model archive to export, as a path or URI
 * @param output file to write, as a path or URI
 * @param outputMode whether to replace an existing file
 */
public record ExportConfig(String model, Format format, String output, OutputMode outputMode) {

    /** File format of another program. */
    public enum Format {
        ONNX,
        /** Archive of DL4J's {@code ModelSerializer}. */
        DL4J,
        SAFETENSORS;

        /** Returns the spelling of the command line. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /**
     * Checks the paths and URIs.
     *
     * @throws ConfigException if one is blank or contains a secret
     */
    public ExportConfig {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(outputMode, "outputMode");
        Validation.location("model", model);
        Validation.location("output", output);
    }
}
