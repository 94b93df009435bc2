package lenet.kernel;

import java.util.Arrays;

/** Images as the network takes them: padded and scaled. */
public final class FloatImages extends Images {

    /** Pixels at a time, so that a cache line of an image is read once and those of the block stay at hand. */
    private static final int STRIP = 16;

    private final float[] features;

    /** @param features {@link LeNetKernel#IMAGE_LENGTH} values an image, row-major; the array itself */
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
