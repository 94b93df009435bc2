package lenetspark.kernel;

/** Input images of a kernel. The caller owns the buffer, and the kernel reads its content when it is called. */
public abstract sealed class Images permits FloatImages, ByteImages {

    Images() {}

    /** Returns the number of images in the buffer. */
    abstract int count();

    /**
     * Copies images into a block, image[pixel][lane].
     *
     * @param first index of the image for lane 0
     * @param count number of lanes to fill; the other lanes may get any finite values
     */
    abstract void gather(int first, int count, float[] memory, int imageAt, int lanes);
}
