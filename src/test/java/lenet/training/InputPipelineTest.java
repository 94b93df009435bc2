package lenet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class InputPipelineTest {

    @Test
    void spreadsAShareOfEachLabelOverAllClasses() {
        float[] labels = {9, 0, 1, 0, 0, 9};
        new InputPipeline(null, 0.1).smooth(labels, 1, 4);

        assertThat(labels).containsExactly(new float[] {9, 0.025f, 0.925f, 0.025f, 0.025f, 9}, within(1e-7f));
    }

    @Test
    void leavesLabelsAsTheyAreInEvaluation() {
        float[] labels = {0, 1, 0, 0};
        InputPipeline.of(null).smooth(labels, 0, 4);

        assertThat(labels).containsExactly(0, 1, 0, 0);
    }
}
