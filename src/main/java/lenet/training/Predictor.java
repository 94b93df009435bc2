package lenet.training;

import java.io.Serializable;
import lenet.data.InputTransform;
import lenet.data.NetworkImage;
import lenet.data.PadAndScale;
import lenet.model.LeNet;
import lenet.model.ModelArchive;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A trained network for the executors to predict with: broadcast once, then every task opens a batch of its own. */
public final class Predictor implements Serializable {

    /** Images that go through the network together. */
    public static final int BATCH_SIZE = 256;

    private static final long serialVersionUID = 1L;

    private final ReplicaFactory factory;
    private final PackedState state;
    private final InputTransform transform;
    private final int classes;

    /** Of a model, for images as {@link NetworkImage} makes them. */
    public static Predictor of(Engine engine, ModelArchive model) {
        return new Predictor(
                engine,
                model.network(),
                new PadAndScale(
                        NetworkImage.SIZE,
                        NetworkImage.SIZE,
                        LeNet.INPUT_SIZE,
                        model.scaling().min(),
                        model.scaling().max()),
                model.classNames().size());
    }

    /**
     * A predictor with a copy of the network's parameters.
     *
     * @param engine what computes the forward pass
     * @param transform of the stored images, as in training
     * @param classes the network's outputs
     */
    public Predictor(Engine engine, MultiLayerNetwork network, InputTransform transform, int classes) {
        this.factory = engine.factory(network.getLayerWiseConfigurations(), null);
        this.state = PackedState.pack(ModelState.of(network));
        this.transform = transform;
        this.classes = classes;
    }

    /** An empty batch, for one thread. */
    public PredictionBatch open() {
        Replica replica = factory.create(BATCH_SIZE);
        replica.load(state.unpack(), 0);
        return new PredictionBatch(replica, new Minibatch(BATCH_SIZE, transform, classes));
    }
}
