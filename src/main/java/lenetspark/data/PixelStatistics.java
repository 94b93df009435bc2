package lenetspark.data;

/**
 * Mean and standard deviation over all pixels of a set of images.
 *
 * @param mean mean pixel value, 0 to 255
 * @param deviation standard deviation, at least 0
 */
public record PixelStatistics(double mean, double deviation) {}
