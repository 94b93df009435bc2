package lenetspark.config;

/** The formats of other programs that a model is written in. */
public enum ExportFormat {
    ONNX,
    /** The archive of DL4J's {@code ModelSerializer}. */
    DL4J,
    SAFETENSORS;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
