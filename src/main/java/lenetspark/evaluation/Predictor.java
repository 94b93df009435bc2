package lenetspark.evaluation;

import java.io.Serializable;
import lenetspark.config.Engine;
import lenetspark.data.InputTransform;
import lenetspark.data.PadAndScale;
import lenetspark.data.image.InputImage;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.training.replica.Minibatch;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.PackedState;
import lenetspark.training.replica.Replica;
import lenetspark.training.replica.ReplicaFactory;

/** Trained network for prediction on the executors. It is broadcast once; every task opens its own batch. */
public final class Predictor implements Serializable {

    /** Maximum number of images in one forward pass. */
    public static final int BATCH_SIZE = 256;

    private static final long serialVersionUID = 1L;

    private final ReplicaFactory factory;
    private final PackedState state;
    private final InputTransform transform;
    private final int classes;

    /**
     * Creates a predictor with a copy of a model's parameters, for images in the form of {@link InputImage}.
     *
     * @param engine engine of the forward pass
     */
    public static Predictor of(Engine engine, ModelArchive model) {
        return new Predictor(
                new ReplicaFactory(engine, model.network().getLayerWiseConfigurations(), null),
                PackedState.pack(ModelState.of(model.network())),
                new PadAndScale(
                        InputImage.SIZE,
                        InputImage.SIZE,
                        LeNet.INPUT_SIZE,
                        model.scaling().min(),
                        model.scaling().max()),
                model.classNames().size());
    }

    private Predictor(ReplicaFactory factory, PackedState state, InputTransform transform, int classes) {
        this.factory = factory;
        this.state = state;
        this.transform = transform;
        this.classes = classes;
    }

    /** Opens an empty batch, which is not thread-safe. */
    public PredictionBatch open() {
        Replica replica = factory.create(BATCH_SIZE);
        replica.load(state.get(), 0);
        return new PredictionBatch(replica, new Minibatch(BATCH_SIZE, transform, classes));
    }
}
