package lenet.training;

import java.io.Serializable;

/** A {@link ModelState} as it is broadcast. */
final class PackedState implements Serializable {

    private static final long serialVersionUID = 1L;

    private final FloatBlob parameters;
    private final FloatBlob updaterState;
    private final int iteration;
    private final int epoch;

    private PackedState(FloatBlob parameters, FloatBlob updaterState, int iteration, int epoch) {
        this.parameters = parameters;
        this.updaterState = updaterState;
        this.iteration = iteration;
        this.epoch = epoch;
    }

    static PackedState pack(ModelState state) {
        return new PackedState(
                FloatBlob.pack(state.parameters()),
                FloatBlob.pack(state.updaterState()),
                state.iteration(),
                state.epoch());
    }

    ModelState unpack() {
        return new ModelState(parameters.unpack(), updaterState.unpack(), iteration, epoch);
    }
}
