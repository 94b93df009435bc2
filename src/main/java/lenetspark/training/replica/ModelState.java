package lenetspark.training.replica;

import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Parameters, updater state and counters of a network: all that training changes. The vectors are flat, in DL4J's layout, and
 * not copied.
 *
 * @param parameters as {@link MultiLayerNetwork#params()}
 * @param updaterState as {@link Updater#getStateViewArray()}; empty for a stateless updater
 * @param iteration number of updates made so far; Adam's t is one more
 * @param epoch number of epochs completed so far
 */
public record ModelState(float[] parameters, float[] updaterState, int iteration, int epoch) {

    /** Returns the state of {@code network}, copied. */
    public static ModelState of(MultiLayerNetwork network) {
        INDArray state = network.getUpdater().getStateViewArray();
        return new ModelState(
                FlatVector.read(network.params()),
                state == null ? new float[0] : FlatVector.read(state),
                network.getIterationCount(),
                network.getEpochCount());
    }

    /** Returns the size of parameters and updater state, in bytes. */
    public long bytes() {
        return (long) Float.BYTES * (parameters.length + updaterState.length);
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
}
