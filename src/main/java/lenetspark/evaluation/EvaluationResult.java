package lenetspark.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Result of a classifier on a set of examples: confusion matrix, misclassified examples and loss. Results of consecutive parts of
 * a set can be merged.
 *
 * <p>A class rather than a record, because Kryo 4 cannot read records.
 */
public final class EvaluationResult implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[][] confusion;
    private final ArrayList<Mistake> mistakes = new ArrayList<>();
    private long examples;
    private double lossSum;

    EvaluationResult(int classes) {
        confusion = new long[classes][classes];
    }

    /** A misclassified example. A class rather than a record, because Kryo 4 cannot read records. */
    public static final class Mistake implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long index;
        private final int label;
        private final int predicted;
        private final float probability;

        Mistake(long index, int label, int predicted, float probability) {
            this.index = index;
            this.label = label;
            this.predicted = predicted;
            this.probability = probability;
        }

        /** Returns the position in the evaluated set, from 0. */
        public long index() {
            return index;
        }

        /** Returns the true class. */
        public int label() {
            return label;
        }

        /** Returns the class of the largest probability. */
        public int predicted() {
            return predicted;
        }

        /** Returns the largest probability. */
        public float probability() {
            return probability;
        }
    }

    /** Counts the next example. */
    void add(int label, int predicted, float probability, double loss) {
        if (label != predicted) {
            mistakes.add(new Mistake(examples, label, predicted, probability));
        }
        confusion[label][predicted]++;
        examples++;
        lossSum += loss;
    }

    /** Merges the result of the examples that follow. */
    void append(EvaluationResult next) {
        for (Mistake mistake : next.mistakes) {
            mistakes.add(new Mistake(examples + mistake.index, mistake.label, mistake.predicted, mistake.probability));
        }
        for (int label = 0; label < confusion.length; label++) {
            for (int predicted = 0; predicted < confusion.length; predicted++) {
                confusion[label][predicted] += next.confusion[label][predicted];
            }
        }
        examples += next.examples;
        lossSum += next.lossSum;
    }

    /** Returns the number of classes. */
    public int classes() {
        return confusion.length;
    }

    /** Returns the number of examples. */
    public long examples() {
        return examples;
    }

    /** Returns the number of correctly classified examples. */
    public long correct() {
        return examples - mistakes.size();
    }

    /** Returns the fraction of correctly classified examples; NaN without examples. */
    public double accuracy() {
        return (double) correct() / examples;
    }

    /** Returns the mean cross entropy, in nats; NaN without examples. */
    public double loss() {
        return lossSum / examples;
    }

    /** Returns the confusion matrix, copied: the number of examples of each true class (row) and predicted class (column). */
    public long[][] confusion() {
        long[][] copy = new long[confusion.length][];
        for (int label = 0; label < copy.length; label++) {
            copy[label] = confusion[label].clone();
        }
        return copy;
    }

    /** Returns the misclassified examples, in order. */
    public List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    /** Returns the precision of a class: the fraction of examples predicted as {@code label} that are; 0 if there are none. */
    public double precision(int label) {
        long predictedAsLabel = 0;
        for (long[] row : confusion) {
            predictedAsLabel += row[label];
        }
        return ratio(confusion[label][label], predictedAsLabel);
    }

    /** Returns the recall of a class: the fraction of examples of {@code label} predicted as such; 0 if there are none. */
    public double recall(int label) {
        return ratio(confusion[label][label], support(label));
    }

    /** Returns the F1 score of a class: the harmonic mean of precision and recall. */
    public double f1(int label) {
        double precision = precision(label);
        double recall = recall(label);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** Returns the number of examples of a class. */
    public long support(int label) {
        long support = 0;
        for (long count : confusion[label]) {
            support += count;
        }
        return support;
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
