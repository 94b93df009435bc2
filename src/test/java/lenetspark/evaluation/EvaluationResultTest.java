package lenetspark.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EvaluationResultTest {

    private static final int CLASSES = 5;

    /** Creates a result from numbers that each encode a true and a predicted class. */
    private static EvaluationResult result(List<Integer> pairs) {
        EvaluationResult result = new EvaluationResult(CLASSES);
        for (int pair : pairs) {
            result.add(pair / CLASSES, pair % CLASSES, 0.75f, 0.25 * pair);
        }
        return result;
    }

    @Property(tries = 200)
    void shouldAgreeWithDl4jsEvaluation(@ForAll @Size(min = 1, max = 60) List<@IntRange(max = 24) Integer> pairs) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, pairs.size(), CLASSES);
        INDArray predictions = Nd4j.zeros(DataType.FLOAT, pairs.size(), CLASSES);
        for (int i = 0; i < pairs.size(); i++) {
            labels.putScalar(i, pairs.get(i) / CLASSES, 1);
            predictions.putScalar(i, pairs.get(i) % CLASSES, 1);
        }
        Evaluation dl4j = new Evaluation(CLASSES);
        dl4j.eval(labels, predictions);

        EvaluationResult result = result(pairs);

        assertThat(result.accuracy()).isCloseTo(dl4j.accuracy(), within(1e-12));
        for (int label = 0; label < CLASSES; label++) {
            assertThat(result.precision(label)).isCloseTo(dl4j.precision(label), within(1e-12));
            assertThat(result.recall(label)).isCloseTo(dl4j.recall(label), within(1e-12));
            assertThat(result.f1(label)).isCloseTo(dl4j.f1(label), within(1e-12));
            assertThat(result.support(label)).isEqualTo(dl4j.classCount(label));
            for (int predicted = 0; predicted < CLASSES; predicted++) {
                assertThat(result.confusion()[label][predicted])
                        .isEqualTo(dl4j.getConfusionMatrix().getCount(label, predicted));
            }
        }
    }

    @Property(tries = 200)
    void shouldMergePartsToTheResultOfTheWhole(
            @ForAll @Size(max = 40) List<@IntRange(max = 24) Integer> pairs,
            @ForAll @IntRange(max = 40) int first,
            @ForAll @IntRange(max = 40) int second) {
        int one = Math.min(Math.min(first, second), pairs.size());
        int two = Math.min(Math.max(first, second), pairs.size());
        EvaluationResult sum = new EvaluationResult(CLASSES);
        sum.append(result(pairs.subList(0, one)));
        sum.append(result(pairs.subList(one, two)));
        sum.append(result(pairs.subList(two, pairs.size())));

        EvaluationResult whole = result(pairs);

        assertThat(sum.examples()).isEqualTo(whole.examples());
        assertThat(sum.correct()).isEqualTo(whole.correct());
        assertThat(Double.compare(sum.loss(), whole.loss())).isZero();
        assertThat(sum.confusion()).isDeepEqualTo(whole.confusion());
        assertThat(mistakes(sum)).isEqualTo(mistakes(whole));
    }

    private static List<List<Number>> mistakes(EvaluationResult result) {
        List<List<Number>> mistakes = new ArrayList<>();
        for (EvaluationResult.Mistake mistake : result.mistakes()) {
            mistakes.add(List.of(mistake.index(), mistake.label(), mistake.predicted(), mistake.probability()));
        }
        return mistakes;
    }

    @Example
    void shouldListMistakesByTheirIndexInTheSet() {
        EvaluationResult result = result(List.of(0, 7, 6, 20));

        assertThat(mistakes(result)).containsExactly(List.of(1L, 1, 2, 0.75f), List.of(3L, 4, 0, 0.75f));
        assertThat(result.correct()).isEqualTo(2);
        assertThat(result.loss()).isEqualTo((7 + 6 + 20) * 0.25 / 4);
    }

    @Example
    void shouldReturnZeroForAClassWithoutExamples() {
        EvaluationResult result = result(List.of(0, 6));

        assertThat(result.precision(3)).isZero();
        assertThat(result.recall(3)).isZero();
        assertThat(result.f1(3)).isZero();
    }

    @Example
    void shouldReturnNaNAccuracyAndLossWithoutExamples() {
        EvaluationResult empty = new EvaluationResult(CLASSES);

        assertThat(empty.examples()).isZero();
        assertThat(empty.accuracy()).isNaN();
        assertThat(empty.loss()).isNaN();
    }

    @Example
    void shouldCopyTheConfusionMatrix() {
        EvaluationResult result = result(List.of(0));
        result.confusion()[0][0] = 99;

        assertThat(result.confusion()[0][0]).isEqualTo(1);
    }
}
