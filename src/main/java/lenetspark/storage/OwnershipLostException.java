package lenetspark.storage;

/** A directory may no longer be changed, because another writer may own it. The message is one line for the user. */
public final class OwnershipLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message that names the directory, what happened, and the remedy. */
    public OwnershipLostException(String message) {
        super(message);
    }
}
