package lenetspark.config;

import java.util.Objects;

/**
 * Settings of an export.
 *
 * @param model model archive to export, as a path or URI
 * @param output file to write, as a path or URI
 * @param overwrite whether to replace an existing file
 */
@Section("Export")
public record ExportConfig(
        @Option(
                        name = "model",
                        label = "URI",
                        description = "Model archive to export, of a run or of one of its checkpoints",
                        required = "name the archive to export")
                String model,
        @Option(
                        name = "format",
                        description = "Format to write: onnx, dl4j or safetensors",
                        required = "choose onnx, dl4j or safetensors")
                Format format,
        @Option(name = "output", label = "URI", description = "File to write", required = "name the file to write")
                String output,
        @Option(name = "overwrite", description = "Replace the file if it exists", defaultValue = "false")
                boolean overwrite) {

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
        Validation.location("model", model);
        Validation.location("output", output);
    }

    /** Returns how an existing file is treated. */
    public OutputMode outputMode() {
        return overwrite ? OutputMode.OVERWRITE : OutputMode.NEW;
    }
}
