package lenetspark.evaluation;

/** The class that a classifier means. */
final class Argmax {

    private Argmax() {}

    /** Index of the largest of the {@code classes} values at {@code offset}; the first of equals. */
    static int of(float[] values, int offset, int classes) {
        int largest = 0;
        for (int i = 1; i < classes; i++) {
            if (values[offset + i] > values[offset + largest]) {
                largest = i;
            }
        }
        return largest;
    }
}
