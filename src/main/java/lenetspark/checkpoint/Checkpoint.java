package lenetspark.checkpoint;

/**
 * A complete checkpoint whose content has been verified.
 *
 * @param progress training progress of the run
 * @param model content of the model archive, with the updater state
 */
@SuppressWarnings("ArrayRecordComponent")
public record Checkpoint(Progress progress, byte[] model) {}
