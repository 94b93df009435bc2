package lenet.data;

/**
 * One image of an IDX file.
 *
 * @param file URI
 * @param index in the file, from 0
 */
public record IdxImage(String file, int index, NetworkImage image) {}
