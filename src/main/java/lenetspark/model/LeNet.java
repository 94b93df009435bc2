package lenetspark.model;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998,
 * section II.B), in its present-day form: every map of the second convolution is connected to all six maps, the pooling
 * layers have no coefficients, the output is a softmax trained on cross entropy. 61,706 parameters.
 *
 * <p>The configuration is made of stock DL4J layers only, so that a saved model is read by DL4J without this project.
 */
public final class LeNet {

    /** Height and width of the input, in pixels: 28x28 images are padded by two on each side. */
    public static final int INPUT_SIZE = 32;

    /** The ten digits: the classes of a network of which nothing else is said. */
    public static final int CLASSES = 10;

    /** The most classes that a network is made for. */
    public static final int MOST_CLASSES = 1000;

    /** Number of trainable parameters of a network for the ten digits. */
    public static final int PARAMETERS = 61_706;

    private static final int KERNEL = 5;
    private static final int POOL = 2;

    private LeNet() {}

    /**
     * The choices that the architecture leaves open.
     *
     * @param activation after every convolution and after the dense layer
     * @param pooling of the two subsampling layers
     * @param updater of all parameters, with its learning rate or schedule
     * @param l2 coefficient of the squared weights in the loss (biases are left out)
     * @param dropout probability with which an input of the last layer is left out in training, in [0, 1)
     * @param seed of the initial weights
     * @param classes of the softmax, 2 to {@link #MOST_CLASSES}
     */
    public record Choices(
            Activation activation,
            PoolingType pooling,
            IUpdater updater,
            double l2,
            double dropout,
            long seed,
            int classes) {

        /** For the ten digits. */
        public Choices(
                Activation activation, PoolingType pooling, IUpdater updater, double l2, double dropout, long seed) {
            this(activation, pooling, updater, l2, dropout, seed, CLASSES);
        }

        /** For the ten digits, without dropout. */
        public Choices(Activation activation, PoolingType pooling, IUpdater updater, double l2, long seed) {
            this(activation, pooling, updater, l2, 0, seed);
        }
    }

    /** The network's DL4J configuration; input [minibatch, 1, 32, 32], output [minibatch, classes]. */
    public static MultiLayerConfiguration configuration(Choices choices) {
        NeuralNetConfiguration.Builder defaults = new NeuralNetConfiguration.Builder()
                .seed(choices.seed())
                .updater(choices.updater())
                .weightInit(initialisation(choices.activation()))
                .activation(choices.activation());
        if (choices.l2() > 0) {
            defaults.l2(choices.l2());
        }
        OutputLayer.Builder output = new OutputLayer.Builder(LossFunction.MCXENT)
                .name("output")
                .nOut(choices.classes())
                .activation(Activation.SOFTMAX);
        if (choices.dropout() > 0) {
            output.dropOut(1 - choices.dropout());
        }
        return defaults.list()
                .layer(convolution("c1", 6))
                .layer(pooling("s2", choices.pooling()))
                .layer(convolution("c3", 16))
                .layer(pooling("s4", choices.pooling()))
                .layer(convolution("c5", 120))
                .layer(new DenseLayer.Builder().name("f6").nOut(84).build())
                .layer(output.build())
                .setInputType(InputType.convolutional(INPUT_SIZE, INPUT_SIZE, 1))
                .build();
    }

    /**
     * The scaled tanh keeps a variance of one if the weights have that of 1/fan-in (LeCun, Bottou, Orr and Müller,
     * "Efficient BackProp", 1998, section 4.6); for the others, Glorot and Bengio 2010.
     */
    private static WeightInit initialisation(Activation activation) {
        return activation == Activation.RATIONALTANH ? WeightInit.LECUN_NORMAL : WeightInit.XAVIER;
    }

    private static ConvolutionLayer convolution(String name, int maps) {
        return new ConvolutionLayer.Builder(KERNEL, KERNEL)
                .name(name)
                .nOut(maps)
                .build();
    }

    private static SubsamplingLayer pooling(String name, PoolingType type) {
        return new SubsamplingLayer.Builder(type)
                .name(name)
                .kernelSize(POOL, POOL)
                .stride(POOL, POOL)
                .build();
    }
}
