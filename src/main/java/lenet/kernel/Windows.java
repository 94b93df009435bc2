package lenet.kernel;

/**
 * The 2x2 windows of some pairs of adjacent rows, of which each becomes one row of pooled values. The pairs of a map, and
 * then the maps, lie one behind the other.
 *
 * @param maps number of maps
 * @param pairs pairs of rows in each
 * @param width columns of a row, an even number
 * @param step distance between two pooled columns
 * @param rowStep distance between two pooled rows
 */
record Windows(int maps, int pairs, int width, int step, int rowStep) {

    /** Pairs of rows in all maps. */
    int count() {
        return maps * pairs;
    }
}
