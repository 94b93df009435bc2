package lenetspark.checkpoint;

/**
 * A complete checkpoint whose content has been verified.
 *
 * @param progress how far the run had come
 * @param model the model archive, with the updater state
 */
@SuppressWarnings("ArrayRecordComponent")
public record Checkpoint(Progress progress, byte[] model) {}
