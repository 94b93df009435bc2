package lenetspark.training.replica;

/** A {@link ModelState} as it is sent. */
public final class PackedState implements StateSource {

    private static final long serialVersionUID = 1L;

    private final PackedFloats parameters;
    private final PackedFloats updaterState;
    private final int iteration;
    private final int epoch;

    private PackedState(PackedFloats parameters, PackedFloats updaterState, int iteration, int epoch) {
        this.parameters = parameters;
        this.updaterState = updaterState;
        this.iteration = iteration;
        this.epoch = epoch;
    }

    public static PackedState pack(ModelState state) {
        return new PackedState(
                PackedFloats.pack(state.parameters()),
                PackedFloats.pack(state.updaterState()),
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
