package lenetspark.storage;

/**
 * Reports that a directory may no longer be changed because another writer may own it. The message is a single line for
 * the user.
 */
public final class OwnershipLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. The message names the directory, the cause and the remedy. */
    public OwnershipLostException(String message) {
        super(message);
    }
}
