package lenet.training;

/** A {@link ModelState} as it is sent. */
final class PackedState implements StateSource {

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

    /** Size in bytes. */
    long bytes() {
        return (long) parameters.bytes() + updaterState.bytes();
    }

    @Override
    public ModelState get() {
        return new ModelState(parameters.unpack(), updaterState.unpack(), iteration, epoch);
    }

    /** It goes with whoever holds it. */
    @Override
    public void release() {}
}
