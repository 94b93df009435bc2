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
}
