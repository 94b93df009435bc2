package lenetspark.config;

import java.util.Objects;

/**
 * All that the user decides about an export.
 *
 * @param model archive to export, as a path or URI
 * @param output file to write, as a path or URI
 * @param outputMode whether to replace a file that is there
 */
public record ExportConfig(String model, ExportFormat format, String output, OutputMode outputMode) {

    /**
     * Checks the places.
     *
     * @throws ConfigException if one is blank or holds a secret
     */
    public ExportConfig {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(outputMode, "outputMode");
        Validation.place("model", model);
        Validation.place("output", output);
    }
}
