package lenetspark.data.image;

/** Reports an image that cannot be used. The message gives the reason without the name of the image. */
public final class ImageException extends Exception {

    private static final long serialVersionUID = 1L;

    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
