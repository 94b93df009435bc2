package lenetspark.kernel;

/** 2x2 pooling of square maps with stride 2. */
record ReferencePooling(Pooling pooling) {

    double[] forward(double[] in, int maps, int side) {
        double[] out = new double[maps * side * side / 4];
        for (int j = 0; j < out.length; j++) {
            int[] window = window(j, side);
            out[j] = pooling == Pooling.MAX ? in[first(in, window)] : mean(in, window);
        }
        return out;
    }

    double[] backward(double[] in, double[] delta, int maps, int side) {
        double[] result = new double[maps * side * side];
        for (int j = 0; j < delta.length; j++) {
            int[] window = window(j, side);
            if (pooling == Pooling.MAX) {
                result[first(in, window)] = delta[j];
            } else {
                for (int i : window) {
                    result[i] = delta[j] / 4;
                }
            }
        }
        return result;
    }

    private static int[] window(int pooled, int side) {
        int half = side / 2;
        int map = pooled / (half * half);
        int y = pooled / half % half;
        int x = pooled % half;
        int corner = (map * side + 2 * y) * side + 2 * x;
        return new int[] {corner, corner + 1, corner + side, corner + side + 1};
    }

    private static int first(double[] in, int[] window) {
        int best = window[0];
        for (int i : window) {
            best = in[i] > in[best] ? i : best;
        }
        return best;
    }

    private static double mean(double[] in, int[] window) {
        double sum = 0;
        for (int i : window) {
            sum += in[i];
        }
        return sum / 4;
    }
}
