package lenet.training;

import java.io.Serializable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All of a network that training changes, as the driver broadcasts it to the replicas: flat vectors in DL4J's layout.
 *
 * <p>A class and not a record, because Kryo 4, which Spark may be told to use, cannot read records.
 */
public final class ModelState implements Serializable {

    private static final long serialVersionUID = 1L;

    private final float[] parameters;
    private final float[] updaterState;
    private final int iteration;
    private final int epoch;

    /**
     * A state of the given arrays.
     *
     * @param parameters flat vector, as {@link MultiLayerNetwork#params()}; not copied
     * @param updaterState flat vector, as {@link Updater#getStateViewArray()}, empty for a stateless updater; not copied
     * @param iteration updates made so far: Adam's t is one more
     * @param epoch epochs completed so far
     */
    public ModelState(float[] parameters, float[] updaterState, int iteration, int epoch) {
        this.parameters = parameters;
        this.updaterState = updaterState;
        this.iteration = iteration;
        this.epoch = epoch;
    }

    /** The state of {@code network}, copied. */
    public static ModelState of(MultiLayerNetwork network) {
        INDArray state = network.getUpdater().getStateViewArray();
        return new ModelState(
                FlatVector.read(network.params()),
                state == null ? new float[0] : FlatVector.read(state),
                network.getIterationCount(),
                network.getEpochCount());
    }

    /** Copies this state into {@code network}, which must have the same layers and updater. */
    public void copyTo(MultiLayerNetwork network) {
        FlatVector.write(parameters, network.params());
        INDArray state = network.getUpdater().getStateViewArray();
        if (state != null) {
            FlatVector.write(updaterState, state);
        }
        network.setIterationCount(iteration);
        network.setEpochCount(epoch);
    }

    /** The flat parameter vector itself, not a copy. */
    public float[] parameters() {
        return parameters;
    }

    /** The flat updater state itself, not a copy. */
    public float[] updaterState() {
        return updaterState;
    }

    /** Updates made so far. */
    public int iteration() {
        return iteration;
    }

    /** Epochs completed so far. */
    public int epoch() {
        return epoch;
    }
}
