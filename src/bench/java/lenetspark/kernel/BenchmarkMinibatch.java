package lenetspark.kernel;

/** One minibatch that is trained and predicted repeatedly: Adam, tanh, average pooling. */
final class BenchmarkMinibatch {

    static final int SIZE = 64;

    private static final UpdateRule ADAM = new UpdateRule.Adam(0.9, 0.999, 1e-8);

    final float[] images = KernelSamples.images(1, SIZE);
    final float[] labels = KernelSamples.oneHot(1, SIZE);
    private final float[] probabilities = new float[SIZE * LeNetKernel.CLASSES];
    private final LeNetKernel kernel;
    private long iteration;

    BenchmarkMinibatch(Kernels.Implementation implementation) {
        KernelConfig config = new KernelConfig(KernelActivation.TANH, Pooling.AVERAGE, ADAM, 0, SIZE);
        kernel = Kernels.create(config, implementation);
        kernel.load(KernelSamples.parameters(1), new float[ADAM.stateLength(LeNetKernel.PARAMETERS)]);
    }

    void train() {
        kernel.train(images, labels, SIZE, 1e-4, iteration++);
    }

    void predict() {
        kernel.predict(images, SIZE, probabilities);
    }
}
