package lenetspark.evaluation;

/** Index of the largest of several values: the class that a classifier predicts. */
final class Argmax {

    private Argmax() {}

    /** Returns the index of the largest of the {@code classes} values from {@code offset}; the first of equal ones. */
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
