package lenetspark.training.replica;

import java.io.Serializable;
import java.util.Arrays;
import lenetspark.data.InputTransform;
import lenetspark.data.augment.Augmentation;
import lenetspark.data.augment.Augmenter;
import org.jspecify.annotations.Nullable;

/**
 * Processing of an example between its shard and the network, on the executor: input transform, augmentation, label smoothing.
 * A class rather than a record, because Kryo 4 cannot read records.
 */
public final class InputPipeline implements Serializable {

    private static final long serialVersionUID = 1L;

    private final @Nullable InputTransform transform;
    private final @Nullable Augmentation augmentation;
    private final double labelSmoothing;

    /**
     * Creates a pipeline.
     *
     * @param transform of stored bytes, or null to use them unchanged
     * @param augmentation of the transformed images, or null for none
     * @param labelSmoothing fraction of a label that is spread over all classes, in [0, 1)
     */
    public InputPipeline(
            @Nullable InputTransform transform, @Nullable Augmentation augmentation, double labelSmoothing) {
        this.transform = transform;
        this.augmentation = augmentation;
        this.labelSmoothing = labelSmoothing;
    }

    /** Returns the pipeline of evaluation, without augmentation and label smoothing. */
    public static InputPipeline of(@Nullable InputTransform transform) {
        return new InputPipeline(transform, null, 0);
    }

    @Nullable InputTransform transform() {
        return transform;
    }

    /**
     * Returns the augmenter of a minibatch's images, or null without augmentation.
     *
     * @param transformed whether the examples are bytes to which the transform is applied
     * @param shape of an example after the transform
     * @throws IllegalArgumentException if there is augmentation but the examples are not square grey images
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

    /** Applies label smoothing (Szegedy et al., "Rethinking the Inception architecture", 2016, section 7) to one label. */
    void smooth(float[] labels, int offset, int classes) {
        if (labelSmoothing == 0) {
            return;
        }
        float perClass = (float) (labelSmoothing / classes);
        float kept = (float) (1 - labelSmoothing);
        for (int i = offset; i < offset + classes; i++) {
            labels[i] = kept * labels[i] + perClass;
        }
    }
}
