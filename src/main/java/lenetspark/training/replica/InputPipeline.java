package lenetspark.training.replica;

import java.io.Serializable;
import java.util.Arrays;
import lenetspark.data.InputTransform;
import lenetspark.data.augment.Augmentation;
import lenetspark.data.augment.Augmenter;
import org.jspecify.annotations.Nullable;

/** What happens to an example between its shard and the network, on the executor; a class, because Kryo 4 reads no records. */
public final class InputPipeline implements Serializable {

    private static final long serialVersionUID = 1L;

    private final @Nullable InputTransform transform;
    private final @Nullable Augmentation augmentation;
    private final double labelSmoothing;

    /**
     * @param transform of stored bytes, or null to take them as they are
     * @param augmentation of what the transform gives, or null for none
     * @param labelSmoothing share of a label that is spread over all classes, in [0, 1)
     */
    public InputPipeline(
            @Nullable InputTransform transform, @Nullable Augmentation augmentation, double labelSmoothing) {
        this.transform = transform;
        this.augmentation = augmentation;
        this.labelSmoothing = labelSmoothing;
    }

    /** The pipeline of evaluation: nothing random, labels as they are. */
    public static InputPipeline of(@Nullable InputTransform transform) {
        return new InputPipeline(transform, null, 0);
    }

    @Nullable InputTransform transform() {
        return transform;
    }

    /**
     * What distorts a minibatch's images, or null for nothing.
     *
     * @param transformed whether the examples are bytes that the transform is applied to
     * @param shape of an example as the network takes it
     * @throws IllegalArgumentException if augmentation is wanted of what is no square grey image
     */
    @Nullable Augmenter augmenter(boolean transformed, int[] shape) {
        if (augmentation == null) {
            return null;
        }
        if (!transformed || shape.length != 3 || shape[0] != 1 || shape[1] != shape[2]) {
            throw new IllegalArgumentException(
                    "Augmentation needs features of type UBYTE that an InputTransform makes into square grey images, got: %s of shape %s"
                            .formatted(transformed ? "images" : "features", Arrays.toString(shape)));
        }
        return augmentation.augmenter(shape[1]);
    }

    /** Label smoothing (Szegedy et al., "Rethinking the Inception architecture", 2016, section 7) of one label. */
    void smooth(float[] labels, int offset, int classes) {
        if (labelSmoothing == 0) {
            return;
        }
        float spread = (float) (labelSmoothing / classes);
        float rest = (float) (1 - labelSmoothing);
        for (int i = offset; i < offset + classes; i++) {
            labels[i] = rest * labels[i] + spread;
        }
    }
}
