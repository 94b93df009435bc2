package lenetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassNamesTest {

    @Test
    void shouldSortNumbersNumerically() {
        assertThat(ClassNames.sorted(List.of("10", "9", "1", "9", "-2"))).containsExactly("-2", "1", "9", "10");
    }

    @Test
    void shouldSortTextAlphabetically() {
        assertThat(ClassNames.sorted(List.of("b", "10", "a", "9", "B"))).containsExactly("10", "9", "B", "a", "b");
    }

    @Test
    void shouldDistinguishDifferentSpellingsOfANumber() {
        assertThat(ClassNames.sorted(List.of("1", "01", "0"))).containsExactly("0", "01", "1");
    }

    @Test
    void shouldRejectTooFewOrTooManyClasses() {
        List<String> many = IntStream.range(0, 1001).mapToObj(String::valueOf).toList();

        ClassNames.requireCount("here", many.subList(0, 2));
        ClassNames.requireCount("here", many.subList(0, 1000));
        assertThatThrownBy(() -> ClassNames.requireCount("here", List.of("cat")))
                .isInstanceOf(DataException.class)
                .hasMessage("here: examples of 1 classes (cat), expected 2 to 1000");
        assertThatThrownBy(() -> ClassNames.requireCount("here", many))
                .isInstanceOf(DataException.class)
                .hasMessage("here: examples of 1001 classes, expected 2 to 1000");
    }

    @Test
    void shouldAbbreviateLongListsOfNames() {
        List<String> many = IntStream.range(0, 30).mapToObj(String::valueOf).toList();

        assertThat(ClassNames.join(List.of("a", "b"))).isEqualTo("a, b");
        assertThat(ClassNames.join(many)).startsWith("0, 1, ").endsWith("18, 19, ... (30)");
    }
}
