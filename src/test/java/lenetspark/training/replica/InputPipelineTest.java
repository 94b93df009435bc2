package lenetspark.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import lenetspark.data.augment.Augmentation;
import org.junit.jupiter.api.Test;

class InputPipelineTest {

    @Test
    void shouldSpreadAFractionOfEachLabelOverAllClasses() {
        float[] labels = {9, 0, 1, 0, 0, 9};
        new InputPipeline(null, null, 0.1).smooth(labels, 1, 4);

        assertThat(labels).containsExactly(new float[] {9, 0.025f, 0.925f, 0.025f, 0.025f, 9}, within(1e-7f));
    }

    @Test
    void shouldNotChangeLabelsInEvaluation() {
        float[] labels = {0, 1, 0, 0};
        InputPipeline.of(null).smooth(labels, 0, 4);

        assertThat(labels).containsExactly(0, 1, 0, 0);
    }

    @Test
    void shouldRefuseToAugmentExamplesThatAreNotSquareGreyImages() {
        InputPipeline pipeline = new InputPipeline(null, Augmentation.shift(1), 0);

        assertThat(pipeline.augmenter(true, new int[] {1, 8, 8})).isNotNull();
        assertThat(InputPipeline.of(null).augmenter(false, new int[] {3})).isNull();
        assertThatThrownBy(() -> pipeline.augmenter(true, new int[] {1, 8, 9}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Augmentation needs features of type UBYTE that an InputTransform makes into square grey"
                        + " images, got: images of shape [1, 8, 9]");
        assertThatThrownBy(() -> pipeline.augmenter(false, new int[] {1, 8, 8}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("got: features of shape [1, 8, 8]");
    }
}
