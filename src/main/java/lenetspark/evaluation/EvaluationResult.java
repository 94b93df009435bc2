package lenetspark.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How a classifier did on a set of examples. Results of consecutive parts add up to the result of the whole.
 *
 * <p>A class and not a record, because Kryo 4 cannot read records.
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

    /** One misclassified example. */
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

        /** Position in the evaluated set, from 0. */
        public long index() {
            return index;
        }

        /** The true class. */
        public int label() {
            return label;
        }

        /** The class of the largest probability. */
        public int predicted() {
            return predicted;
        }

        /** The largest probability. */
        public float probability() {
            return probability;
        }
    }

    /** Counts one example, the next in order. */
    void add(int label, int predicted, float probability, double loss) {
        if (label != predicted) {
            mistakes.add(new Mistake(examples, label, predicted, probability));
        }
        confusion[label][predicted]++;
        examples++;
        lossSum += loss;
    }

    /** Appends the result of the examples that follow. */
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

    /** Number of classes. */
    public int classes() {
        return confusion.length;
    }

    /** Number of examples. */
    public long examples() {
        return examples;
    }

    /** Number of examples whose most probable class is the true one. */
    public long correct() {
        return examples - mistakes.size();
    }

    /** Share of the examples whose most probable class is the true one; NaN of none. */
    public double accuracy() {
        return (double) correct() / examples;
    }

    /** Mean cross entropy, in nats; NaN of none. */
    public double loss() {
        return lossSum / examples;
    }

    /** Number of examples of each class (first index) taken for each class (second index); a copy. */
    public long[][] confusion() {
        long[][] copy = new long[confusion.length][];
        for (int label = 0; label < copy.length; label++) {
            copy[label] = confusion[label].clone();
        }
        return copy;
    }

    /** The misclassified examples, in order. */
    public List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    /** Of the examples taken for {@code label}, the share that are; 0 when none was. */
    public double precision(int label) {
        long taken = 0;
        for (long[] row : confusion) {
            taken += row[label];
        }
        return ratio(confusion[label][label], taken);
    }

    /** Of the examples that are {@code label}, the share taken for it; 0 when there are none. */
    public double recall(int label) {
        return ratio(confusion[label][label], support(label));
    }

    /** Harmonic mean of precision and recall. */
    public double f1(int label) {
        double precision = precision(label);
        double recall = recall(label);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** Number of examples that are {@code label}. */
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
