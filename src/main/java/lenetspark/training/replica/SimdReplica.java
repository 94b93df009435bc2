package lenetspark.training.replica;

import java.util.Optional;
import lenetspark.kernel.KernelActivation;
import lenetspark.kernel.KernelConfig;
import lenetspark.kernel.Kernels;
import lenetspark.kernel.LeNetKernel;
import lenetspark.kernel.Pooling;
import lenetspark.kernel.UpdateRule;
import lenetspark.model.LeNet;
import lenetspark.model.LeNetConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Replica that trains LeNet-5 with a {@link LeNetKernel}. Training a minibatch does not call ND4J. */
public final class SimdReplica implements Replica {

    private final LeNetKernel kernel;
    private final int classes;
    private final IUpdater updater;
    private final @Nullable LearningRateSchedule schedule;
    private int iteration;
    private int epoch;

    /**
     * Creates a replica.
     *
     * @param schedule of the learning rate; null for that of the configuration's updater
     * @param maxMinibatch maximum number of examples in a minibatch
     * @throws IllegalArgumentException if the kernels cannot train the network: see {@link #obstacle}
     */
    public SimdReplica(
            MultiLayerConfiguration configuration, @Nullable LearningRateSchedule schedule, int maxMinibatch) {
        obstacle(configuration).ifPresent(reason -> {
            throw new IllegalArgumentException("The SIMD engine cannot train this network: " + reason);
        });
        LeNet.Choices choices = LeNetConfiguration.choices(configuration);
        this.schedule = schedule;
        updater = choices.updater();
        classes = choices.classes();
        kernel = Kernels.create(new KernelConfig(
                activation(choices.activation()),
                choices.pooling() == PoolingType.MAX ? Pooling.MAX : Pooling.AVERAGE,
                updateRule(updater).orElseThrow(),
                choices.l2(),
                choices.dropout(),
                maxMinibatch,
                classes));
    }

    /** Returns why the kernels cannot train a network, as a clause for an error message; empty if they can. */
    public static Optional<String> obstacle(MultiLayerConfiguration configuration) {
        return LeNetConfiguration.difference(configuration).or(() -> {
            IUpdater updater = LeNetConfiguration.choices(configuration).updater();
            try {
                return updateRule(updater).isPresent()
                        ? Optional.empty()
                        : Optional.of("its updater is " + updater.getClass().getSimpleName()
                                + ", not Adam, Nesterovs or Sgd with constant coefficients");
            } catch (IllegalArgumentException e) {
                return Optional.of("of its updater: " + e.getMessage());
            }
        });
    }

    private static KernelActivation activation(Activation activation) {
        return switch (activation) {
            case TANH -> KernelActivation.TANH;
            case RATIONALTANH -> KernelActivation.SCALED_TANH;
            case RELU -> KernelActivation.RELU;
            default -> throw new IllegalArgumentException("No kernel for activation " + activation);
        };
    }

    private static Optional<UpdateRule> updateRule(IUpdater updater) {
        if (updater instanceof Adam adam) {
            return Optional.of(new UpdateRule.Adam(adam.getBeta1(), adam.getBeta2(), adam.getEpsilon()));
        }
        if (updater instanceof Nesterovs nesterovs && nesterovs.getMomentumISchedule() == null) {
            return Optional.of(new UpdateRule.Nesterovs(nesterovs.getMomentum()));
        }
        return updater instanceof Sgd ? Optional.of(new UpdateRule.Sgd()) : Optional.empty();
    }

    @Override
    public String description() {
        return Kernels.vectorAvailable() ? "simd, %d-bit vectors".formatted(Kernels.vectorBits()) : "simd, plain loops";
    }

    @Override
    public void load(ModelState state, long seed) {
        kernel.load(state.parameters(), state.updaterState(), seed);
        iteration = state.iteration();
        epoch = state.epoch();
    }

    @Override
    public void train(Minibatch minibatch) {
        requireLeNetShapes(minibatch);
        double learningRate = schedule == null ? updater.getLearningRate(iteration, epoch) : schedule.at(iteration);
        kernel.train(minibatch.images(), minibatch.labels(), minibatch.size(), learningRate, iteration);
        iteration++;
    }

    private void requireLeNetShapes(Minibatch minibatch) {
        if (minibatch.featureLength() != LeNetKernel.IMAGE_LENGTH || minibatch.labelLength() != classes) {
            throw new IllegalArgumentException("LeNet-5's examples must have %d features and %d labels, got: %d and %d"
                    .formatted(LeNetKernel.IMAGE_LENGTH, classes, minibatch.featureLength(), minibatch.labelLength()));
        }
    }

    @Override
    public double loss() {
        return kernel.loss();
    }

    @Override
    public int correct() {
        return kernel.correct();
    }

    @Override
    public void store(float[] parameters, float[] updaterState) {
        kernel.store(parameters, updaterState);
    }

    @Override
    public void predict(Minibatch minibatch, float[] probabilities) {
        requireLeNetShapes(minibatch);
        kernel.predict(minibatch.images(), minibatch.size(), probabilities);
    }
}
