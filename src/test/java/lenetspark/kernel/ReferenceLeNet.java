package lenetspark.kernel;

import java.util.Arrays;

/** LeNet-5 by the formulas of the paper, in double precision and without optimization. */
final class ReferenceLeNet {

    private static final ReferenceConvolution CONVOLUTION1 = new ReferenceConvolution(0, 1, 32, 6);
    private static final ReferenceConvolution CONVOLUTION2 = new ReferenceConvolution(156, 6, 14, 16);
    private static final ReferenceConvolution CONVOLUTION3 = new ReferenceConvolution(156 + 2_416, 16, 5, 120);
    private static final ReferenceDense DENSE = new ReferenceDense(156 + 2_416 + 48_120, 120, 84);

    private final KernelConfig config;
    private final ReferenceDense output;
    private final ReferencePooling pooling;
    final double[] parameters;
    final double[] state;
    final double[] gradient;
    private double loss;
    private int correct;

    ReferenceLeNet(KernelConfig config, float[] parameters) {
        this.config = config;
        this.output = new ReferenceDense(156 + 2_416 + 48_120 + 10_164, 84, config.classes());
        this.gradient = new double[config.parameters()];
        this.pooling = new ReferencePooling(config.pooling());
        this.parameters = doubles(parameters);
        this.state = new double[config.stateLength()];
    }

    static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    double loss() {
        return loss;
    }

    int correct() {
        return correct;
    }

    double[] predict(double[] image) {
        return softmax(new Pass(image).logits);
    }

    void train(float[] features, float[] labels, int size, double learningRate, long iteration) {
        differentiate(features, labels, size);
        ReferenceUpdates.apply(config.updateRule(), parameters, state, gradient, learningRate, iteration);
    }

    /** Computes loss and gradient without an update. */
    void differentiate(float[] features, float[] labels, int size) {
        Arrays.fill(gradient, 0);
        int classes = config.classes();
        loss = 0;
        correct = 0;
        for (int i = 0; i < size; i++) {
            double[] image = doubles(Arrays.copyOfRange(features, i * 1024, (i + 1) * 1024));
            double[] label = doubles(Arrays.copyOfRange(labels, i * classes, (i + 1) * classes));
            Pass pass = new Pass(image);
            double[] probabilities = softmax(pass.logits);
            double[] delta = new double[classes];
            for (int k = 0; k < classes; k++) {
                loss -= label[k] == 0 ? 0 : label[k] * Math.log(Math.max(probabilities[k], 1e-10)) / size;
                delta[k] = (probabilities[k] - label[k]) / size;
            }
            correct += argmax(probabilities) == argmax(label) ? 1 : 0;
            pass.backward(delta);
        }
        decay();
    }

    private void decay() {
        boolean[] weight = new boolean[config.parameters()];
        for (ReferenceConvolution layer : new ReferenceConvolution[] {CONVOLUTION1, CONVOLUTION2, CONVOLUTION3}) {
            Arrays.fill(weight, layer.weightsAt(), layer.end(), true);
        }
        for (ReferenceDense layer : new ReferenceDense[] {DENSE, output}) {
            Arrays.fill(weight, layer.at(), layer.biasAt(), true);
        }
        for (int i = 0; i < weight.length; i++) {
            if (weight[i]) {
                gradient[i] += config.l2() * parameters[i];
                loss += config.l2() / 2 * parameters[i] * parameters[i];
            }
        }
    }

    static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    static double[] softmax(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] result = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            result[i] = Math.exp(logits[i] - largest);
            sum += result[i];
        }
        for (int i = 0; i < logits.length; i++) {
            result[i] /= sum;
        }
        return result;
    }

    /** Runs one example through the network. */
    private final class Pass {
        private final double[] image;
        private final double[] sums1;
        private final double[] maps1;
        private final double[] pooled1;
        private final double[] sums2;
        private final double[] maps2;
        private final double[] pooled2;
        private final double[] sums3;
        private final double[] units3;
        private final double[] sums4;
        private final double[] units4;
        private final double[] logits;

        Pass(double[] image) {
            this.image = image;
            sums1 = CONVOLUTION1.forward(image, parameters);
            maps1 = activate(sums1);
            pooled1 = pooling.forward(maps1, 6, 28);
            sums2 = CONVOLUTION2.forward(pooled1, parameters);
            maps2 = activate(sums2);
            pooled2 = pooling.forward(maps2, 16, 10);
            sums3 = CONVOLUTION3.forward(pooled2, parameters);
            units3 = activate(sums3);
            sums4 = DENSE.forward(units3, parameters);
            units4 = activate(sums4);
            logits = output.forward(units4, parameters);
        }

        void backward(double[] delta5) {
            output.addGradient(units4, delta5, gradient);
            double[] delta4 = times(output.backward(delta5, parameters), slope(sums4));
            DENSE.addGradient(units3, delta4, gradient);
            double[] delta3 = times(DENSE.backward(delta4, parameters), slope(sums3));
            CONVOLUTION3.addGradient(pooled2, delta3, gradient);
            double[] back2 = pooling.backward(maps2, CONVOLUTION3.backward(delta3, parameters), 16, 10);
            double[] delta2 = times(back2, slope(sums2));
            CONVOLUTION2.addGradient(pooled1, delta2, gradient);
            double[] back1 = pooling.backward(maps1, CONVOLUTION2.backward(delta2, parameters), 6, 28);
            CONVOLUTION1.addGradient(image, times(back1, slope(sums1)), gradient);
        }

        private double[] activate(double[] sums) {
            return Arrays.stream(sums)
                    .map(x -> ReferenceActivation.value(config.activation(), x))
                    .toArray();
        }

        private double[] slope(double[] sums) {
            return Arrays.stream(sums)
                    .map(x -> ReferenceActivation.derivative(config.activation(), x))
                    .toArray();
        }

        private double[] times(double[] values, double[] factors) {
            double[] result = values.clone();
            for (int i = 0; i < result.length; i++) {
                result[i] *= factors[i];
            }
            return result;
        }
    }
}
