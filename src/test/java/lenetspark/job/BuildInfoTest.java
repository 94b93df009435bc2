package lenetspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildInfoTest {

    @Test
    void shouldReturnUnknownForValuesThatTheBuildDidNotRecord() {
        assertThat(BuildInfo.of(new Properties())).hasToString("lenet-spark unknown, commit unknown");
    }

    @Test
    void shouldReportUncommittedChanges() {
        Properties properties = new Properties();
        properties.setProperty("git.build.version", "1.0");
        properties.setProperty("git.commit.id.full", "abc");
        properties.setProperty("git.dirty", "true");

        assertThat(BuildInfo.of(properties)).hasToString("lenet-spark 1.0, commit abc with changes");
    }
}
