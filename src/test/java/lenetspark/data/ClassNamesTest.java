package lenetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassNamesTest {

    @Test
    void sortsNumbersByTheirValue() {
        assertThat(ClassNames.sorted(List.of("10", "9", "1", "9", "-2"))).containsExactly("-2", "1", "9", "10");
    }

    @Test
    void sortsTextByItsCharacters() {
        assertThat(ClassNames.sorted(List.of("b", "10", "a", "9", "B"))).containsExactly("10", "9", "B", "a", "b");
    }

    @Test
    void tellsNumbersApartThatAreSpelledDifferently() {
        assertThat(ClassNames.sorted(List.of("1", "01", "0"))).containsExactly("0", "01", "1");
    }

    @Test
    void refusesTooFewClassesAndTooMany() {
        List<String> many = IntStream.range(0, 1001).mapToObj(String::valueOf).toList();

        ClassNames.require("here", many.subList(0, 2));
        ClassNames.require("here", many.subList(0, 1000));
        assertThatThrownBy(() -> ClassNames.require("here", List.of("cat")))
                .isInstanceOf(DataException.class)
                .hasMessage("here: examples of 1 classes (cat), expected 2 to 1000");
        assertThatThrownBy(() -> ClassNames.require("here", many))
                .isInstanceOf(DataException.class)
                .hasMessage("here: examples of 1001 classes, expected 2 to 1000");
    }

    @Test
    void showsAsManyAsALineHasRoomFor() {
        List<String> many = IntStream.range(0, 30).mapToObj(String::valueOf).toList();

        assertThat(ClassNames.shown(List.of("a", "b"))).isEqualTo("a, b");
        assertThat(ClassNames.shown(many)).startsWith("0, 1, ").endsWith("18, 19, ... (30)");
    }
}
