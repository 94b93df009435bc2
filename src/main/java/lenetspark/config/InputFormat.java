package lenetspark.config;

/** What images are stored as. */
public enum InputFormat {
    /** An IDX file, or a directory with some. */
    IDX,
    /** A directory of PNG and JPEG files, or one such file. */
    IMAGES,
    /** Parquet files with a column of images. */
    PARQUET;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
