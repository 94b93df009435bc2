package lenetspark.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerDirectivesTest {

    @Test
    void shouldBeAcceptedByHotSpot() {
        assertThat(CompilerDirectives.install()).isTrue();
    }
}
