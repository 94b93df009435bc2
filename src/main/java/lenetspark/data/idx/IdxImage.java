package lenetspark.data.idx;

import lenetspark.data.image.InputImage;

/**
 * Image of an IDX file.
 *
 * @param file URI of the file
 * @param index index in the file, from 0
 * @param image image, scaled to the input size of the network
 */
public record IdxImage(String file, int index, InputImage image) {}
