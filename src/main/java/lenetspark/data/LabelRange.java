package lenetspark.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Range of the integer labels of a data set. It starts at 0, or at 1 as in EMNIST Letters.
 *
 * @param first 0 or 1
 * @param last largest label, inclusive
 */
public record LabelRange(int first, int last) {

    /**
     * Returns the range of at least two labels that ends at {@code largest}; it starts at 1 if that is the smallest
     * label.
     */
    public static LabelRange of(int smallest, int largest) {
        int first = smallest == 1 ? 1 : 0;
        return new LabelRange(first, Math.max(first + 1, largest));
    }

    /**
     * Returns the range of {@code classes} labels: 1 to {@code classes} if these are the smallest and largest label,
     * else from 0.
     */
    public static LabelRange of(int classes, int smallest, int largest) {
        int first = smallest == 1 && largest == classes ? 1 : 0;
        return new LabelRange(first, first + classes - 1);
    }

    /** Returns whether {@code label} is in the range. */
    public boolean contains(int label) {
        return label >= first && label <= last;
    }

    /** Returns the labels as class names. */
    public List<String> names() {
        return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
    }

    /**
     * Returns the exception for a label that no example has.
     *
     * @param offender description and location of an example with a larger label
     * @param label the missing label
     */
    public DataException missingLabel(String offender, int label) {
        return new DataException(offender + ", but no example has label " + label
                + "; correct the label, or set classes to " + names().size() + " if a class may have no examples");
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
