package lenet.training;

import java.io.Serializable;
import lenet.data.InputTransform;
import org.jspecify.annotations.Nullable;

/** What happens to an example between its shard and the network, on the executor; a class, because Kryo 4 reads no records. */
final class InputPipeline implements Serializable {

    private static final long serialVersionUID = 1L;

    private final @Nullable InputTransform transform;
    private final double labelSmoothing;

    /**
     * @param transform of stored bytes, or null to take them as they are
     * @param labelSmoothing share of a label that is spread over all classes, in [0, 1)
     */
    InputPipeline(@Nullable InputTransform transform, double labelSmoothing) {
        this.transform = transform;
        this.labelSmoothing = labelSmoothing;
    }

    /** The pipeline of evaluation: nothing random, labels as they are. */
    static InputPipeline of(@Nullable InputTransform transform) {
        return new InputPipeline(transform, 0);
    }

    @Nullable InputTransform transform() {
        return transform;
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
