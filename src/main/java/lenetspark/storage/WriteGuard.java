package lenetspark.storage;

/** Decides before each change of a directory whether it may still be made. */
@FunctionalInterface
public interface WriteGuard {

    /** Returns if a change may be made now. */
    void requireHeld() throws OwnershipLostException;
}
