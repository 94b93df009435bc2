package lenetspark.kernel;

/** The update rules of the plain layers, in strips and in passes that C2 vectorizes. */
final class PlainUpdates {

    private static final int STRIP = 1024;

    private final float[] parameter = new float[STRIP];
    private final float[] slope = new float[STRIP];
    private final float[] first = new float[STRIP];
    private final float[] second = new float[STRIP];

    void sgd(float[] memory, int parametersAt, int gradientAt, int length, float rate) {
        for (int from = 0; from < length; from += STRIP) {
            int strip = Math.min(STRIP, length - from);
            System.arraycopy(memory, parametersAt + from, parameter, 0, strip);
            System.arraycopy(memory, gradientAt + from, slope, 0, strip);
            for (int i = 0; i < strip; i++) {
                parameter[i] -= rate * slope[i];
            }
            System.arraycopy(parameter, 0, memory, parametersAt + from, strip);
        }
    }

    void nesterovs(
            float[] memory, int parametersAt, int gradientAt, int velocityAt, int length, float rate, float momentum) {
        for (int from = 0; from < length; from += STRIP) {
            int strip = Math.min(STRIP, length - from);
            System.arraycopy(memory, parametersAt + from, parameter, 0, strip);
            System.arraycopy(memory, gradientAt + from, slope, 0, strip);
            System.arraycopy(memory, velocityAt + from, first, 0, strip);
            for (int i = 0; i < strip; i++) {
                float before = momentum * first[i];
                float after = before - rate * slope[i];
                first[i] = after;
                parameter[i] -= before - (1 + momentum) * after;
            }
            System.arraycopy(first, 0, memory, velocityAt + from, strip);
            System.arraycopy(parameter, 0, memory, parametersAt + from, strip);
        }
    }

    void adam(
            float[] memory,
            int parametersAt,
            int gradientAt,
            int firstAt,
            int secondAt,
            int length,
            float rate,
            float beta1,
            float beta2,
            float epsilon) {
        for (int from = 0; from < length; from += STRIP) {
            int strip = Math.min(STRIP, length - from);
            System.arraycopy(memory, parametersAt + from, parameter, 0, strip);
            System.arraycopy(memory, gradientAt + from, slope, 0, strip);
            System.arraycopy(memory, firstAt + from, first, 0, strip);
            System.arraycopy(memory, secondAt + from, second, 0, strip);
            adamStrip(strip, rate, beta1, beta2, epsilon);
            System.arraycopy(first, 0, memory, firstAt + from, strip);
            System.arraycopy(second, 0, memory, secondAt + from, strip);
            System.arraycopy(parameter, 0, memory, parametersAt + from, strip);
        }
    }

    private void adamStrip(int length, float rate, float beta1, float beta2, float epsilon) {
        float rest1 = 1 - beta1;
        float rest2 = 1 - beta2;
        for (int i = 0; i < length; i++) {
            first[i] = beta1 * first[i] + rest1 * slope[i];
        }
        for (int i = 0; i < length; i++) {
            second[i] = beta2 * second[i] + rest2 * slope[i] * slope[i];
        }
        for (int i = 0; i < length; i++) {
            parameter[i] -= rate * first[i] / ((float) Math.sqrt(second[i]) + epsilon);
        }
    }
}
