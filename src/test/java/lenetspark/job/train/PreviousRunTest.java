package lenetspark.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Map;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import org.junit.jupiter.api.Test;

class PreviousRunTest {

    private final PreviousRun run;

    PreviousRunTest() throws IOException {
        run = new PreviousRun(
                new ObjectMapper()
                        .readTree(
                                """
                        {"configuration": {"replicas": "16", "updater": "adam", "averaging": "weighted", "batch-size": "16",
                                           "learning-rate": "0.0113"},
                         "chosen": ["learning-rate"]}
                        """));
    }

    private Map<String, String> chosen(int replicas, String... options) {
        return run.chosen(Options.parse(TrainConfig.class, options), replicas);
    }

    @Test
    void shouldKnowWhatItHasChosen() {
        assertThat(chosen(16)).containsExactly(Map.entry("learning-rate", "0.0113"));
    }

    @Test
    void shouldForgetWhatItHasChosenForOtherReplicasUpdatersAndAveraging() {
        assertThat(chosen(8)).isEmpty();
        assertThat(chosen(16, "--updater=sgd")).isEmpty();
        assertThat(chosen(16, "--averaging=nesterov")).isEmpty();
    }

    @Test
    void shouldHaveChosenNothingWithoutARecord() {
        assertThat(new PreviousRun(MissingNode.getInstance()).chosen(Options.parse(TrainConfig.class), 16))
                .isEmpty();
    }
}
