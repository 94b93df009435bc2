package lenet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerDirectivesTest {

    @Test
    void a_hotspot_jvm_takes_them() {
        assertThat(CompilerDirectives.install()).isTrue();
    }
}
