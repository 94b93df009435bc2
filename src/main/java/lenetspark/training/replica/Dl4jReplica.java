package lenetspark.training.replica;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Replica that trains a stock {@link MultiLayerNetwork}. */
final class Dl4jReplica implements Replica {

    private final MultiLayerNetwork network;
    private final @Nullable LearningRateSchedule schedule;
    private final CorrectCounter correctCounter = new CorrectCounter();

    Dl4jReplica(MultiLayerConfiguration configuration, @Nullable LearningRateSchedule schedule) {
        this.schedule = schedule;
        network = new MultiLayerNetwork(configuration);
        network.init();
        network.setListeners(correctCounter);
    }

    @Override
    public String description() {
        return "dl4j";
    }

    @Override
    public void load(ModelState state, long seed) {
        state.copyTo(network);
        Nd4j.getRandom().setSeed(seed);
    }

    @Override
    public void train(Minibatch minibatch) {
        INDArray labels = FlatVector.create(minibatch.labels(), minibatch.labelsShape());
        correctCounter.labels = labels;
        if (schedule != null) {
            setLearningRate(schedule.at(network.getIterationCount()));
        }
        network.fit(new DataSet(features(minibatch), labels));
    }

    /** Sets the learning rate of every layer; the updater reads it from the layers' configuration at every step. */
    private void setLearningRate(double learningRate) {
        for (NeuralNetConfiguration layer : network.getLayerWiseConfigurations().getConfs()) {
            if (layer.getLayer() instanceof BaseLayer trainable) {
                trainable.getIUpdater().setLrAndSchedule(learningRate, null);
            }
        }
    }

    @Override
    public double loss() {
        return network.score();
    }

    @Override
    public int correct() {
        return correctCounter.correct;
    }

    @Override
    public void store(float[] parameters, float[] updaterState) {
        ModelState state = ModelState.of(network);
        System.arraycopy(state.parameters(), 0, parameters, 0, parameters.length);
        System.arraycopy(state.updaterState(), 0, updaterState, 0, updaterState.length);
    }

    @Override
    public void predict(Minibatch minibatch, float[] probabilities) {
        float[] output = FlatVector.read(network.output(features(minibatch), false));
        System.arraycopy(output, 0, probabilities, 0, output.length);
    }

    private static INDArray features(Minibatch minibatch) {
        return FlatVector.create(minibatch.features(), minibatch.featuresShape());
    }

    /**
     * Counts correct classifications from the activations that training computes anyway; a separate forward pass would take a
     * third of the training time. DL4J does not pass the activations of the output layer to listeners, so its logits are computed
     * again.
     */
    private static final class CorrectCounter extends BaseTrainingListener {
        private INDArray labels = Nd4j.empty();
        private int correct;

        @Override
        public void onForwardPass(Model model, List<INDArray> activations) {
            INDArray input = activations.get(activations.size() - 1);
            if (!(((MultiLayerNetwork) model).getOutputLayer() instanceof OutputLayer output)
                    || !(output.layerConf().getActivationFn() instanceof ActivationSoftmax)
                    || input.rank() != 2
                    || labels.rank() != 2) {
                correct = UNKNOWN;
                return;
            }
            INDArray logits = input.mmul(output.getParam(DefaultParamInitializer.WEIGHT_KEY));
            if (output.hasBias()) {
                logits.addiRowVector(output.getParam(DefaultParamInitializer.BIAS_KEY));
            }
            correct = logits.argMax(1)
                    .eq(labels.argMax(1))
                    .castTo(DataType.INT32)
                    .sumNumber()
                    .intValue();
        }
    }
}
