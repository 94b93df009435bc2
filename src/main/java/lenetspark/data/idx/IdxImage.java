package lenetspark.data.idx;

import lenetspark.data.image.InputImage;

/**
 * One image of an IDX file.
 *
 * @param file URI
 * @param index in the file, from 0
 */
public record IdxImage(String file, int index, InputImage image) {}
