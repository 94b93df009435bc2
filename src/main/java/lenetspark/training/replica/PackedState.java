package lenetspark.training.replica;

/** Serializable form of a {@link ModelState}, as it is sent to the executors. */
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

    /** Returns the serializable form of {@code state}. */
    public static PackedState pack(ModelState state) {
        return new PackedState(
                PackedFloats.pack(state.parameters()),
                PackedFloats.pack(state.updaterState()),
                state.iteration(),
                state.epoch());
    }

    /** Returns the size in bytes. */
    long bytes() {
        return (long) parameters.bytes() + updaterState.bytes();
    }

    @Override
    public ModelState get() {
        return new ModelState(parameters.unpack(), updaterState.unpack(), iteration, epoch);
    }

    /** Does nothing: the state is part of the round's messages, and executors keep no copy of it. */
    @Override
    public void release() {}
}
