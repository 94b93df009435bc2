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
 * LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998, section
 * II.B) in its modern form with 61,706 parameters: every map of the second convolution is connected to all six input
 * maps, the pooling layers have no trainable coefficients, and the output is a softmax trained with cross entropy.
 *
 * <p>The configuration uses only stock DL4J layers, so that DL4J can read a saved model without this project.
 */
public final class LeNet {

    /** Height and width of the input in pixels. MNIST images of 28x28 pixels are padded by two pixels on each side. */
    public static final int INPUT_SIZE = 32;

    /** Default number of classes, the ten digits. */
    public static final int CLASSES = 10;

    /** Largest supported number of classes. */
    public static final int MAX_CLASSES = 1000;

    /** Number of trainable parameters of a network with ten classes. */
    public static final int PARAMETERS = 61_706;

    private static final int KERNEL = 5;
    private static final int POOL = 2;

    private LeNet() {}

    /**
     * Hyperparameters of the network.
     *
     * @param activation activation function of the convolutions and of the hidden dense layer
     * @param pooling pooling function of the two subsampling layers
     * @param updater updater of all parameters, with its learning rate or schedule
     * @param l2 coefficient of the L2 regularization of the weights (not of the biases)
     * @param dropout probability that an input of the last layer is dropped in training, in [0, 1)
     * @param seed seed of the initial weights
     * @param classes number of outputs of the softmax, 2 to {@link #MAX_CLASSES}
     */
    public record Choices(
            Activation activation,
            PoolingType pooling,
            IUpdater updater,
            double l2,
            double dropout,
            long seed,
            int classes) {

        /** Creates the hyperparameters of a network with ten classes. */
        public Choices(
                Activation activation, PoolingType pooling, IUpdater updater, double l2, double dropout, long seed) {
            this(activation, pooling, updater, l2, dropout, seed, CLASSES);
        }

        /** Creates the hyperparameters of a network with ten classes and without dropout. */
        public Choices(Activation activation, PoolingType pooling, IUpdater updater, double l2, long seed) {
            this(activation, pooling, updater, l2, 0, seed);
        }
    }

    /**
     * Returns the DL4J configuration of the network, with input [minibatch, 1, 32, 32] and output [minibatch, classes].
     */
    public static MultiLayerConfiguration configuration(Choices choices) {
        NeuralNetConfiguration.Builder defaults = new NeuralNetConfiguration.Builder()
                .seed(choices.seed())
                .updater(choices.updater())
                .weightInit(weightInitialization(choices.activation()))
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
     * Returns the weight initialization. The scaled tanh preserves unit variance if the weights have the variance
     * 1/fan-in (LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, section 4.6). The other activations use
     * Glorot and Bengio 2010.
     */
    private static WeightInit weightInitialization(Activation activation) {
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
