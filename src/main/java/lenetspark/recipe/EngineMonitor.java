package lenetspark.recipe;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records the engine of the replicas, and warns once if the result of the training cannot be reproduced bit for bit. */
public final class EngineMonitor {

    private final Consumer<String> warnings;
    private @Nullable String engine;
    private boolean warned;

    /**
     * Creates a monitor.
     *
     * @param checkpointed engine of the checkpoint from which the training continues; null without a checkpoint
     * @param warnings receives the warning
     */
    public EngineMonitor(@Nullable String checkpointed, Consumer<String> warnings) {
        this.engine = checkpointed;
        this.warnings = warnings;
    }

    /** Compares the engines of a round with those before. */
    public void roundDone(List<String> engines) {
        String current = String.join(" and ", engines);
        if (engine == null) {
            engine = current;
        }
        if (!warned && (engines.size() > 1 || !current.equals(engine))) {
            warned = true;
            warnings.accept(
                    engines.size() > 1
                            ? EngineSelector.mixedEnginesWarning(engines)
                            : "the checkpoint was made with " + engine + ", but this run uses " + current
                                    + ": the result will not be identical bit for bit");
        }
    }

    /** Returns the engine with which the training began; null before its first round. */
    public @Nullable String engine() {
        return engine;
    }
}
