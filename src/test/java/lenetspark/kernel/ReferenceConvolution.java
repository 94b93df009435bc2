package lenetspark.kernel;

/**
 * A 5x5 convolution without padding. Its parameters begin at {@code at}: biases, then weights
 * [output][input][row][column].
 */
record ReferenceConvolution(int at, int inputs, int side, int outputs) {

    int weightsAt() {
        return at + outputs;
    }

    int end() {
        return weightsAt() + outputs * inputs * 25;
    }

    int outputSide() {
        return side - 4;
    }

    private int weight(int o, int i, int ky, int kx) {
        return weightsAt() + ((o * inputs + i) * 5 + ky) * 5 + kx;
    }

    private int input(int i, int y, int x) {
        return (i * side + y) * side + x;
    }

    private int output(int o, int y, int x) {
        return (o * outputSide() + y) * outputSide() + x;
    }

    /** Called for every product of an input and a weight that contributes to an output. */
    private interface Product {
        void at(int output, int input, int weight);
    }

    private void forEachProduct(Product product) {
        for (int o = 0; o < outputs; o++) {
            for (int y = 0; y < outputSide(); y++) {
                for (int x = 0; x < outputSide(); x++) {
                    for (int i = 0; i < inputs; i++) {
                        for (int k = 0; k < 25; k++) {
                            product.at(output(o, y, x), input(i, y + k / 5, x + k % 5), weight(o, i, k / 5, k % 5));
                        }
                    }
                }
            }
        }
    }

    double[] forward(double[] in, double[] parameters) {
        double[] out = new double[outputs * outputSide() * outputSide()];
        for (int j = 0; j < out.length; j++) {
            out[j] = parameters[at + j / (outputSide() * outputSide())];
        }
        forEachProduct((output, input, weight) -> out[output] += in[input] * parameters[weight]);
        return out;
    }

    double[] backward(double[] delta, double[] parameters) {
        double[] result = new double[inputs * side * side];
        forEachProduct((output, input, weight) -> result[input] += delta[output] * parameters[weight]);
        return result;
    }

    void addGradient(double[] in, double[] delta, double[] gradient) {
        for (int j = 0; j < delta.length; j++) {
            gradient[at + j / (outputSide() * outputSide())] += delta[j];
        }
        forEachProduct((output, input, weight) -> gradient[weight] += delta[output] * in[input]);
    }
}
