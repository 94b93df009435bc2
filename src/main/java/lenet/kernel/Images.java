package lenet.kernel;

/** Images for a kernel: a buffer of the caller's, of which the kernel reads what is in it when it is called. */
public abstract sealed class Images permits FloatImages, ByteImages {

    Images() {}

    /** Number of images in the buffer. */
    abstract int count();

    /**
     * Images into a block: image[pixel][lane].
     *
     * @param first index of the image for lane 0
     * @param count lanes to fill; the others get any images of finite values
     */
    abstract void gather(int first, int count, float[] memory, int imageAt, int lanes);
}
