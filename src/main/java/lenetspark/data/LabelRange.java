package lenetspark.data;

import java.util.List;
import java.util.stream.IntStream;

/** The labels of a data set that are whole numbers: from 0, or from 1 as EMNIST's letters, to the last. */
public record LabelRange(int first, int last) {

    /** The range of labels from the smallest to the largest, of at least two. */
    public static LabelRange of(int smallest, int largest) {
        int first = smallest == 1 ? 1 : 0;
        return new LabelRange(first, Math.max(first + 1, largest));
    }

    /** The range of so many classes: from 1 if the labels begin and end as such a set's do, else from 0. */
    public static LabelRange of(int classes, int smallest, int largest) {
        int first = smallest == 1 && largest == classes ? 1 : 0;
        return new LabelRange(first, first + classes - 1);
    }

    public boolean holds(int label) {
        return label >= first && label <= last;
    }

    /** The labels as the names of their classes. */
    public List<String> names() {
        return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
    }

    /**
     * An error over a label that no example has.
     *
     * @param offender what there is beyond the gap, and where
     */
    public DataException gap(String offender, int label) {
        return new DataException(offender + ", but no example has label " + label
                + "; correct the label, or set classes to " + names().size() + " if a class may have no examples");
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
