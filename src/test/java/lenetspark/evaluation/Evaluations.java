package lenetspark.evaluation;

/** Evaluations for the tests of other packages. */
public final class Evaluations {

    private Evaluations() {}

    /** Of ten examples of two classes, so many of which are classified right. */
    public static EvaluationResult correct(int correct) {
        EvaluationResult result = new EvaluationResult(2);
        for (int i = 0; i < 10; i++) {
            result.add(0, i < correct ? 0 : 1, 0.75f, 0.5);
        }
        return result;
    }
}
