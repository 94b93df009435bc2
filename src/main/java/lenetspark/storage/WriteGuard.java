package lenetspark.storage;

/** Check before each change of a directory that the writer still owns it. */
@FunctionalInterface
public interface WriteGuard {

    /**
     * Returns normally if a change is permitted now.
     *
     * @throws OwnershipLostException if the writer may have lost the ownership
     */
    void requireHeld() throws OwnershipLostException;

    /**
     * Checks again after a change has failed, and may take longer: the next owner deletes what a change is made from.
     *
     * @throws OwnershipLostException if the writer has lost the ownership
     */
    default void requireHeldAfterFailure() throws OwnershipLostException {
        requireHeld();
    }
}
