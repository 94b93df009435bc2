package lenetspark.data.image;

import org.jspecify.annotations.Nullable;

/**
 * Stored image with its class and its position in the order of the data set, which is by source and then by position.
 * It is decoded in the task that created it and is never serialized.
 *
 * @param image image, not yet decoded
 * @param source source of the image, such as one of several files
 * @param position position in the source, from 0 without gaps
 * @param label class name; null if there is none
 */
public record StoredExample(StoredImage image, String source, long position, @Nullable String label) {}
