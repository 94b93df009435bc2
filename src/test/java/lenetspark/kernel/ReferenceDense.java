package lenetspark.kernel;

/** A fully connected layer. Its parameters begin at {@code at}: weights [output][input], then biases. */
record ReferenceDense(int at, int inputs, int outputs) {

    int biasAt() {
        return at + inputs * outputs;
    }

    double[] forward(double[] in, double[] parameters) {
        double[] out = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            out[o] = parameters[biasAt() + o];
            for (int i = 0; i < inputs; i++) {
                out[o] += parameters[at + o * inputs + i] * in[i];
            }
        }
        return out;
    }

    double[] backward(double[] delta, double[] parameters) {
        double[] result = new double[inputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                result[i] += parameters[at + o * inputs + i] * delta[o];
            }
        }
        return result;
    }

    void addGradient(double[] in, double[] delta, double[] gradient) {
        for (int o = 0; o < outputs; o++) {
            gradient[biasAt() + o] += delta[o];
            for (int i = 0; i < inputs; i++) {
                gradient[at + o * inputs + i] += in[i] * delta[o];
            }
        }
    }
}
