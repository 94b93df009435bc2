package lenetspark.data;

/**
 * What is known of the pixels of a set of images as a whole.
 *
 * @param mean of all pixels, 0 to 255
 * @param deviation standard deviation of all pixels, at least 0
 */
public record PixelStatistics(double mean, double deviation) {}
