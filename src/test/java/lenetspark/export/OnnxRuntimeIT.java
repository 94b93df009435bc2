package lenetspark.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import lenetspark.model.LeNet;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares the outputs of the exported model in ONNX Runtime with those of the network. */
class OnnxRuntimeIT {

    private static final float TOLERANCE = 1e-4f;
    private static final int SIDE = 28;

    static Stream<Arguments> networks() {
        return Stream.of(Activation.TANH, Activation.RATIONALTANH, Activation.RELU)
                .flatMap(activation ->
                        Stream.of(PoolingType.AVG, PoolingType.MAX).map(pooling -> Arguments.of(activation, pooling)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldComputeTheLogitsOfDl4jAndOfTheKernel(Activation activation, PoolingType pooling) throws Exception {
        TrainedSample trained = TrainedSample.of(activation, pooling);
        List<byte[]> digits = TrainedSample.digits("t10k");
        Outputs theirs = run(trained, digits);

        assertThat(accuracy(theirs.logits(), TrainedSample.labels("t10k"))).isGreaterThan(0.6);
        assertClose(theirs.logits(), dl4jLogits(trained.network(), TrainedSample.input(digits)));
        assertClose(
                theirs.probabilities(),
                trained.network().output(images(TrainedSample.input(digits))).toFloatMatrix());

        List<byte[]> many = moved();
        Outputs more = run(trained, many);
        float[] probabilities = new float[many.size() * LeNet.CLASSES];
        trained.kernel().predict(TrainedSample.input(many), many.size(), probabilities);
        assertThat(many).hasSize(10_000);
        assertClose(more.probabilities(), rows(probabilities));
        assertClose(centred(more.logits()), centred(logarithms(probabilities)));
    }

    private record Outputs(float[][] logits, float[][] probabilities) {}

    private static Outputs run(TrainedSample trained, List<byte[]> digits) throws IOException, OrtException {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        new OnnxWriter(TrainedLeNet.of(trained.archive())).writeTo(model);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model.toByteArray())) {
            assertThat(session.getInputNames()).isEqualTo(Set.of("image"));
            float[][] logits = new float[digits.size()][];
            float[][] probabilities = new float[digits.size()][];
            // Two minibatch sizes are used, because the first dimension is variable.
            for (int from = 0; from < digits.size(); from += 300) {
                run(session, digits, from, from + 1, logits, probabilities);
                run(session, digits, from + 1, Math.min(from + 300, digits.size()), logits, probabilities);
            }
            return new Outputs(logits, probabilities);
        }
    }

    private static void run(
            OrtSession session, List<byte[]> digits, int from, int to, float[][] logits, float[][] probabilities)
            throws OrtException {
        float[] pixels = TrainedSample.pixels(digits.subList(from, to));
        long[] shape = {to - from, 1, LeNet.INPUT_SIZE, LeNet.INPUT_SIZE};
        try (OnnxTensor image =
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(pixels), shape);
                Result result = session.run(Map.of("image", image))) {
            System.arraycopy((float[][]) result.get("logits").orElseThrow().getValue(), 0, logits, from, to - from);
            System.arraycopy(
                    (float[][]) result.get("probabilities").orElseThrow().getValue(),
                    0,
                    probabilities,
                    from,
                    to - from);
        }
    }

    /** Returns 10,000 images: the digits of the sample at four positions each. */
    private static List<byte[]> moved() {
        List<byte[]> moved = new ArrayList<>();
        for (String set : List.of("train", "t10k")) {
            for (byte[] digit : TrainedSample.digits(set)) {
                moved.add(digit);
                moved.add(moved(digit, 1, -2));
                moved.add(moved(digit, -2, 1));
                moved.add(moved(digit, 2, 2));
            }
        }
        return moved;
    }

    private static byte[] moved(byte[] digit, int down, int right) {
        byte[] moved = new byte[digit.length];
        for (int y = Math.max(0, down); y < Math.min(SIDE, SIDE + down); y++) {
            for (int x = Math.max(0, right); x < Math.min(SIDE, SIDE + right); x++) {
                moved[y * SIDE + x] = digit[(y - down) * SIDE + x - right];
            }
        }
        return moved;
    }

    private static INDArray images(float[] input) {
        return Nd4j.create(input, new long[] {input.length / 1024, 1, LeNet.INPUT_SIZE, LeNet.INPUT_SIZE});
    }

    private static float[][] dl4jLogits(MultiLayerNetwork network, float[] input) {
        List<INDArray> activations = network.feedForward(images(input));
        return activations
                .get(activations.size() - 2)
                .mmul(network.getParam("6_W"))
                .addRowVector(network.getParam("6_b"))
                .toFloatMatrix();
    }

    private static float[][] rows(float[] values) {
        float[][] rows = new float[values.length / LeNet.CLASSES][LeNet.CLASSES];
        for (int i = 0; i < values.length; i++) {
            rows[i / LeNet.CLASSES][i % LeNet.CLASSES] = values[i];
        }
        return rows;
    }

    private static float[][] logarithms(float[] probabilities) {
        float[] logarithms = new float[probabilities.length];
        for (int i = 0; i < logarithms.length; i++) {
            assertThat(probabilities[i]).isGreaterThan(Float.MIN_NORMAL);
            logarithms[i] = (float) Math.log(probabilities[i]);
        }
        return rows(logarithms);
    }

    /** Subtracts the mean of the logits, which the softmax is independent of. */
    private static float[][] centred(float[][] logits) {
        float[][] centred = new float[logits.length][LeNet.CLASSES];
        for (int i = 0; i < logits.length; i++) {
            double mean = 0;
            for (float logit : logits[i]) {
                mean += logit / LeNet.CLASSES;
            }
            for (int j = 0; j < LeNet.CLASSES; j++) {
                centred[i][j] = (float) (logits[i][j] - mean);
            }
        }
        return centred;
    }

    private static void assertClose(float[][] actual, float[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        float largest = 0;
        for (int i = 0; i < actual.length; i++) {
            for (int j = 0; j < LeNet.CLASSES; j++) {
                largest = Math.max(largest, Math.abs(actual[i][j] - expected[i][j]));
            }
        }
        assertThat(largest).as("largest difference").isLessThan(TOLERANCE);
    }

    private static double accuracy(float[][] logits, short[] labels) {
        int correct = 0;
        for (int i = 0; i < logits.length; i++) {
            int predicted = 0;
            for (int j = 1; j < LeNet.CLASSES; j++) {
                predicted = logits[i][j] > logits[i][predicted] ? j : predicted;
            }
            correct += predicted == labels[i] ? 1 : 0;
        }
        return (double) correct / logits.length;
    }
}
