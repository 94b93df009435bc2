package lenetspark.data.image;

import org.jspecify.annotations.Nullable;

/**
 * An image with its class and its place in the order of its data set: by source, then by position. It is decoded in the task
 * that made it, and never serialised.
 *
 * @param source what it is in, such as one of several files
 * @param position in the source, from 0 without a gap
 * @param label the name of its class; null if it has none
 */
public record StoredExample(StoredImage image, String source, long position, @Nullable String label) {}
