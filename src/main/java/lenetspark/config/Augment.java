package lenetspark.config;

/** Random distortions of the training images. */
public enum Augment {
    /** The images as they are. */
    NONE,
    /** Translation. */
    SHIFT,
    /** Translation, rotation, scale and shear. */
    AFFINE,
    /** The affine map and an elastic displacement. */
    ELASTIC;

    /** The spelling of the command line. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
