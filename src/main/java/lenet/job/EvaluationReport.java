package lenet.job;

import java.util.ArrayList;
import java.util.List;
import lenet.training.EvaluationResult;

/**
 * {@code evaluation.json}.
 *
 * @param model that was evaluated
 * @param data that it was evaluated on
 * @param confusionMatrix rows are true classes, columns predicted ones
 * @param misclassified in the order of the test set
 */
record EvaluationReport(
        String model,
        String data,
        long examples,
        double accuracy,
        double loss,
        List<ClassReport> classes,
        long[][] confusionMatrix,
        List<Misclassified> misclassified) {

    /** How one class did. */
    record ClassReport(int label, long support, double precision, double recall, double f1) {}

    /** One test example and what it was taken for. */
    record Misclassified(long index, int label, int predicted, float probability) {}

    static EvaluationReport of(String model, String data, EvaluationResult result) {
        List<ClassReport> classes = new ArrayList<>();
        for (int label = 0; label < result.classes(); label++) {
            classes.add(new ClassReport(
                    label, result.support(label), result.precision(label), result.recall(label), result.f1(label)));
        }
        return new EvaluationReport(
                model,
                data,
                result.examples(),
                result.accuracy(),
                result.loss(),
                classes,
                result.confusion(),
                result.mistakes().stream()
                        .map(mistake -> new Misclassified(
                                mistake.index(), mistake.label(), mistake.predicted(), mistake.probability()))
                        .toList());
    }
}
