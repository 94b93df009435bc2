package lenetspark.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Collects, sorts and checks class names. The index of a name in the sorted list is the label of the class. */
public final class ClassNames {

    /** Largest supported number of classes. */
    public static final int MAX_CLASSES = 1000;

    /** Number of names after which a list of names in a message is cut off. */
    private static final int MAX_LISTED = 20;

    private ClassNames() {}

    /** Returns the distinct names, sorted numerically if all of them are whole numbers and alphabetically otherwise. */
    public static List<String> sorted(Collection<String> names) {
        boolean numeric = names.stream().allMatch(name -> name.matches("-?[0-9]{1,18}"));
        Comparator<String> byText = Comparator.naturalOrder();
        Comparator<String> byValue = Comparator.comparingLong(Long::parseLong);
        return new TreeSet<>(names)
                .stream()
                        .sorted(numeric ? byValue.thenComparing(byText) : byText)
                        .toList();
    }

    /**
     * Checks that there are at least two and at most {@link #MAX_CLASSES} classes.
     *
     * @param location URI of the examples, for the message
     * @throws DataException if there are fewer or more
     */
    public static void requireCount(String location, Collection<String> names) {
        if (names.size() < 2 || names.size() > MAX_CLASSES) {
            throw new DataException(location + ": examples of " + names.size() + " classes"
                    + (names.size() == 1 ? " (" + names.iterator().next() + ")" : "") + ", expected 2 to "
                    + MAX_CLASSES);
        }
    }

    /**
     * Returns the distinct names, sorted, after checking their number.
     *
     * @param location URI of the examples, for the message
     * @param classes expected number of classes; empty if any number from 2 to {@link #MAX_CLASSES} is accepted
     * @throws DataException if there is another number of classes
     */
    public static List<String> of(String location, Collection<String> names, OptionalInt classes) {
        List<String> sorted = sorted(names);
        if (classes.isPresent() && classes.getAsInt() != sorted.size()) {
            throw new DataException(location + ": examples of " + sorted.size() + " classes (" + join(sorted)
                    + "), expected " + classes.getAsInt() + "; correct the labels or set classes to " + sorted.size());
        }
        requireCount(location, sorted);
        return sorted;
    }

    /** Joins the names with commas; a list of more than {@value #MAX_LISTED} names is abbreviated. */
    public static String join(List<String> names) {
        String first = names.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        return names.size() <= MAX_LISTED ? first : first + ", ... (" + names.size() + ")";
    }
}
