package lenetspark.evaluation;

/** Creates evaluation results for the tests of other packages. */
public final class Evaluations {

    private Evaluations() {}

    /** Returns the result of ten examples of two classes, of which {@code correct} are classified correctly. */
    public static EvaluationResult correct(int correct) {
        EvaluationResult result = new EvaluationResult(2);
        for (int i = 0; i < 10; i++) {
            result.add(0, i < correct ? 0 : 1, 0.75f, 0.5);
        }
        return result;
    }
}
