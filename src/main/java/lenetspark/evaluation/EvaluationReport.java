package lenetspark.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lenetspark.dataset.ImageDataset;
import lenetspark.evaluation.EvaluationResult.Mistake;

/**
 * Content of {@code evaluation.json}.
 *
 * @param model the evaluated model
 * @param data the data set that the model was evaluated on
 * @param classes results of each class, in the order of the labels
 * @param confusionMatrix rows are true classes, columns predicted ones
 * @param misclassified misclassified examples, in the order of the test set
 * @param imageHeight height of the images below, in pixels
 * @param imageWidth width of the images below, in pixels
 * @param mostConfidentlyWrong misclassified images in descending order of probability, at most {@value #MAX_WRONG_IMAGES}
 * @param sample first image of the test set
 */
public record EvaluationReport(
        String model,
        String data,
        long examples,
        double accuracy,
        double loss,
        List<ClassReport> classes,
        long[][] confusionMatrix,
        List<Misclassified> misclassified,
        int imageHeight,
        int imageWidth,
        List<WrongImage> mostConfidentlyWrong,
        Sample sample) {

    /** Number of misclassified images to include. */
    private static final int MAX_WRONG_IMAGES = 24;

    /** Results of one class. */
    record ClassReport(int label, String name, long support, double precision, double recall, double f1) {}

    /** A misclassified test example. */
    record Misclassified(long index, int label, int predicted, float probability) {}

    /** A misclassified image; {@code image} holds its pixels as unsigned bytes, row-major, which JSON encodes as Base64. */
    @SuppressWarnings("ArrayRecordComponent") // Jackson writes arrays of bytes as Base64. Records are never compared.
    record WrongImage(long index, int label, int predicted, float probability, byte[] image) {}

    /** A test image in the form of {@link WrongImage}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sample(long index, int label, byte[] image) {}

    /** Creates the report of {@code result}. */
    public static EvaluationReport of(String model, ImageDataset data, EvaluationResult result) {
        List<ClassReport> classes = new ArrayList<>();
        for (int label = 0; label < result.classes(); label++) {
            classes.add(new ClassReport(
                    label,
                    data.classNames().get(label),
                    result.support(label),
                    result.precision(label),
                    result.recall(label),
                    result.f1(label)));
        }
        return new EvaluationReport(
                model,
                data.uri(),
                result.examples(),
                result.accuracy(),
                result.loss(),
                classes,
                result.confusion(),
                result.mistakes().stream()
                        .map(mistake -> new Misclassified(
                                mistake.index(), mistake.label(), mistake.predicted(), mistake.probability()))
                        .toList(),
                data.height(),
                data.width(),
                mostConfidentlyWrong(data, result.mistakes()),
                new Sample(
                        0,
                        data.test().labels()[0],
                        data.testImages(new int[] {0}).get(0)));
    }

    private static List<WrongImage> mostConfidentlyWrong(ImageDataset data, List<Mistake> mistakes) {
        Comparator<Mistake> byIndex = Comparator.comparingLong(Mistake::index);
        List<Mistake> shown = mistakes.stream()
                .sorted(Comparator.comparing(Mistake::probability).reversed().thenComparing(byIndex))
                .limit(MAX_WRONG_IMAGES)
                .sorted(byIndex)
                .toList();
        List<byte[]> images = data.testImages(
                shown.stream().mapToInt(mistake -> (int) mistake.index()).toArray());
        List<WrongImage> wrong = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Mistake mistake = shown.get(i);
            wrong.add(new WrongImage(
                    mistake.index(), mistake.label(), mistake.predicted(), mistake.probability(), images.get(i)));
        }
        wrong.sort(Comparator.comparing(WrongImage::probability).reversed());
        return wrong;
    }
}
