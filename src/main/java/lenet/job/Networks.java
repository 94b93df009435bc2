package lenet.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import lenet.config.ActivationFunction;
import lenet.config.NetworkConfig;
import lenet.config.OptimizerConfig;
import lenet.config.ScheduleConfig;
import lenet.config.TrainConfig;
import lenet.model.LeNet;
import lenet.training.LearningRateSchedule;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** From what the user configures to the network that is trained. */
final class Networks {

    private Networks() {}

    /** A network with fresh weights for a number of classes. */
    static MultiLayerNetwork create(TrainConfig config, int classes) {
        MultiLayerNetwork network = new MultiLayerNetwork(LeNet.configuration(new LeNet.Choices(
                config.network().activation().activation(),
                config.network().pooling().poolingType(),
                updater(config.optimizer()),
                config.optimizer().l2(),
                config.optimizer().dropout(),
                config.seed(),
                classes)));
        network.init();
        return network;
    }

    /** The choices of a network that is only looked at. */
    static LeNet.Choices untrained(NetworkConfig config, int classes) {
        ActivationFunction activation = config.activation();
        return new LeNet.Choices(activation.activation(), config.pooling().poolingType(), new Sgd(), 0, 0, 0, classes);
    }

    /**
     * The learning rate over the run; empty for a constant one, which the network's updater has.
     *
     * @param largestShard examples of the replica that makes most updates
     */
    static Optional<LearningRateSchedule> schedule(TrainConfig config, int largestShard) {
        int updatesPerEpoch = (largestShard + config.batchSize() - 1) / config.batchSize();
        double base = config.optimizer().learningRate();
        ScheduleConfig schedule = config.optimizer().schedule();
        int warmup = (int) Math.round(schedule.warmupEpochs() * updatesPerEpoch);
        return switch (schedule.schedule()) {
            case CONSTANT -> Optional.empty();
            case STEP ->
                Optional.of(LearningRateSchedule.step(
                        base, warmup, schedule.stepEpochs() * updatesPerEpoch, schedule.stepFactor()));
            case COSINE -> Optional.of(LearningRateSchedule.cosine(base, warmup, config.epochs() * updatesPerEpoch));
        };
    }

    /** The learning rate of every update, by the number of updates before it; arguments as for {@link #schedule}. */
    static IntToDoubleFunction learningRate(TrainConfig config, int largestShard) {
        double constant = config.optimizer().learningRate();
        return schedule(config, largestShard)
                .<IntToDoubleFunction>map(schedule -> schedule::at)
                .orElse(iteration -> constant);
    }

    /** Copies of the weights and biases of {@code network}, by names such as {@code c1/W}. */
    static Map<String, float[]> parametersByLayer(MultiLayerNetwork network) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Layer layer : network.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            layer.paramTable()
                    .forEach((kind, array) ->
                            values.put(name + "/" + kind, array.dup().data().asFloat()));
        }
        return values;
    }

    private static IUpdater updater(OptimizerConfig optimizer) {
        return switch (optimizer.updater()) {
            case ADAM -> new Adam(optimizer.learningRate());
            case NESTEROVS -> new Nesterovs(optimizer.learningRate(), optimizer.momentum());
            case SGD -> new Sgd(optimizer.learningRate());
        };
    }
}
