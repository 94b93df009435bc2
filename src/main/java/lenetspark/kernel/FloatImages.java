package lenetspark.kernel;

import java.util.Arrays;

/** Images as inputs of the network: padded to 32x32 and scaled. */
public final class FloatImages extends Images {

    /** Number of pixels copied at a time: one cache line of an image, so that each line is read once. */
    private static final int STRIP = 16;

    private final float[] features;

    /**
     * @param features row-major images of {@link LeNetKernel#IMAGE_LENGTH} values each; the array is not copied
     */
    public FloatImages(float[] features) {
        this.features = features;
    }

    @Override
    int count() {
        return features.length / Layout.IMAGE;
    }

    @Override
    void gather(int first, int count, float[] memory, int imageAt, int lanes) {
        if (count < lanes) {
            Arrays.fill(memory, imageAt, imageAt + Layout.IMAGE * lanes, 0);
        }
        for (int from = 0; from < Layout.IMAGE; from += STRIP) {
            for (int lane = 0; lane < count; lane++) {
                int read = (first + lane) * Layout.IMAGE + from;
                int write = imageAt + from * lanes + lane;
                for (int i = 0; i < STRIP; i++) {
                    memory[write + i * lanes] = features[read + i];
                }
            }
        }
    }
}
