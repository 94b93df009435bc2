package lenetspark.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The names of classes in the order of their labels, 0, 1, 2... */
public final class ClassNames {

    /** The most classes that there can be. */
    public static final int MOST = 1000;

    private static final int SHOWN = 20;

    private ClassNames() {}

    /** Each name once, sorted: by their values if all are whole numbers, else by their characters. */
    public static List<String> sorted(Collection<String> names) {
        boolean numbers = names.stream().allMatch(name -> name.matches("-?[0-9]{1,18}"));
        Comparator<String> text = Comparator.naturalOrder();
        Comparator<String> value = Comparator.comparingLong(Long::parseLong);
        return new TreeSet<>(names)
                .stream().sorted(numbers ? value.thenComparing(text) : text).toList();
    }

    /**
     * Refuses a number of classes that cannot be told apart.
     *
     * @param location of the examples
     */
    public static void require(String location, Collection<String> names) {
        if (names.size() < 2 || names.size() > MOST) {
            throw new DataException(location + ": examples of " + names.size() + " classes"
                    + (names.size() == 1 ? " (" + names.iterator().next() + ")" : "") + ", expected 2 to " + MOST);
        }
    }

    /**
     * Each name once, sorted.
     *
     * @param classes how many there must be; empty for any number that can be told apart
     */
    public static List<String> of(String location, Collection<String> names, OptionalInt classes) {
        List<String> sorted = sorted(names);
        if (classes.isPresent() && classes.getAsInt() != sorted.size()) {
            throw new DataException(location + ": examples of " + sorted.size() + " classes (" + shown(sorted)
                    + "), expected " + classes.getAsInt() + "; correct the labels or set classes to " + sorted.size());
        }
        require(location, sorted);
        return sorted;
    }

    /** The names in a line, as far as there is room. */
    public static String shown(List<String> names) {
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? first : first + ", ... (" + names.size() + ")";
    }
}
