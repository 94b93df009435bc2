package lenetspark.kernel;

/**
 * 2x2 windows of some pairs of adjacent rows. Each pair is pooled to one row. The maps are stored one after the other,
 * each as consecutive pairs of rows.
 *
 * @param maps number of maps
 * @param pairs number of pairs of rows in a map
 * @param width number of columns of a row, which is even
 * @param step distance between two pooled columns
 * @param rowStep distance between two pooled rows
 */
record PoolingWindows(int maps, int pairs, int width, int step, int rowStep) {

    /** Returns the number of pairs of rows in all maps. */
    int count() {
        return maps * pairs;
    }
}
