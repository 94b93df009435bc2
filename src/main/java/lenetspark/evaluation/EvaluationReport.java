package lenetspark.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lenetspark.dataset.ImageDataset;
import lenetspark.evaluation.EvaluationResult.Mistake;

/**
 * {@code evaluation.json}.
 *
 * @param model that was evaluated
 * @param data that it was evaluated on
 * @param classes in the order of their labels
 * @param confusionMatrix rows are true classes, columns predicted ones
 * @param misclassified in the order of the test set
 * @param imageHeight of the images in the two below, in pixels
 * @param imageWidth of the images in the two below, in pixels
 * @param mostConfidentlyWrong the misclassified images with the largest probabilities, those first, at most
 *     {@value #MOST_SHOWN}
 * @param sample the test set's first image
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

    /** How many images a person looks at. */
    private static final int MOST_SHOWN = 24;

    /** How one class did. */
    record ClassReport(int label, String name, long support, double precision, double recall, double f1) {}

    /** One test example and what it was taken for. */
    record Misclassified(long index, int label, int predicted, float probability) {}

    /** One misclassified image; {@code image} is its unsigned bytes, row-major, in Base64. */
    @SuppressWarnings("ArrayRecordComponent") // Jackson's form of Base64; never compared.
    record WrongImage(long index, int label, int predicted, float probability, byte[] image) {}

    /** One test image as in {@link WrongImage}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sample(long index, int label, byte[] image) {}

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
        Comparator<Mistake> inOrder = Comparator.comparingLong(Mistake::index);
        List<Mistake> shown = mistakes.stream()
                .sorted(Comparator.comparing(Mistake::probability).reversed().thenComparing(inOrder))
                .limit(MOST_SHOWN)
                .sorted(inOrder)
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
