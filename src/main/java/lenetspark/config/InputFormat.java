package lenetspark.config;

/** Storage format of images. */
public enum InputFormat {
    /** IDX file, or directory of IDX files. */
    IDX,
    /** Directory of PNG and JPEG files, or one such file. */
    IMAGES,
    /** Parquet files with an image column. */
    PARQUET;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
