package lenetspark.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Generates {@code VectorTiles}, the innermost loops of the vector kernels. Each of its methods computes one register tile: a
 * rectangle of vector accumulators that stay in registers for the whole loop. C2 keeps a vector in a register only if it is
 * a local variable, so every accumulator needs a variable and statements of its own. Strides and offset tables are constants
 * where they can be: with all of them as arguments, the kernels trained 12 to 16 % slower at 512 bits.
 *
 * <p>There are three kinds of tiles, each described by one record, and {@link #TILES} lists all tiles. The order in which a
 * tile adds products to an accumulator does not depend on the size of the tile, so a size can be changed without changing
 * a result. Maven runs this class before it compiles the others.
 */
public final class TileGenerator {

    private static final String CLASS = "VectorTiles";

    /** Taps in a row of a filter. */
    private static final int TAPS = 5;

    /** The larger tile of each pair is for 32 vector registers (AVX-512), the smaller one for 16 (AVX2). */
    private static final List<Tile> TILES = List.of(
            Product.convolution("convolution1Forward", 6, 4, "VectorConvolution1", "Layout.TAPS"),
            Product.convolution("convolution1Forward", 6, 2, "VectorConvolution1", "Layout.TAPS"),
            Product.convolution("convolution2Forward", 4, 5, "VectorConvolution2", "Layout.FAN_IN2"),
            Product.convolution("convolution2Forward", 4, 2, "VectorConvolution2", "Layout.FAN_IN2"),
            Product.denseForward(12, 2),
            Product.denseForward(6, 2),
            Product.denseInputGradient(8, 2),
            Product.denseInputGradient(4, 2),
            Product.denseWeightGradient(8, 2),
            Product.denseWeightGradient(4, 2),
            new Correlation("convolution1WeightGradient", 3, 2, "VectorConvolution1", "Layout.TAPS"),
            new Correlation("convolution1WeightGradient", 2, 1, "VectorConvolution1", "Layout.TAPS"),
            new Correlation("convolution2WeightGradient", 4, 2, "VectorConvolution2", "Layout.FAN_IN2"),
            new Correlation("convolution2WeightGradient", 2, 1, "VectorConvolution2", "Layout.FAN_IN2"),
            new HalfRow("convolution2InputGradientLeft", 3, 0),
            new HalfRow("convolution2InputGradientRight", 3, TAPS - 1),
            new HalfRow("convolution2InputGradientLeft", 1, 0),
            new HalfRow("convolution2InputGradientRight", 1, TAPS - 1));

    private TileGenerator() {}

    /** Writes the class below the directory that the argument names. */
    public static void main(String[] arguments) throws IOException {
        String packageName = TileGenerator.class.getPackageName();
        Code code = new Code();
        code.line("package %s;", packageName);
        code.line("import static %s.Lanes.LENGTH;", packageName);
        code.line("import static %s.Lanes.SPECIES;", packageName);
        code.line("import static %s.Lanes.TYPE;", packageName);
        code.line("import javax.annotation.processing.Generated;");
        code.line("import jdk.incubator.vector.FloatVector;");
        code.line("/** Register tiles; the accumulator s1_2 is in row 1 and column 2. */");
        code.line("@Generated(\"%s\")", TileGenerator.class.getName());
        code.open("final class %s", CLASS);
        code.line("private %s() {}", CLASS);
        for (Tile tile : TILES) {
            tile.write(code);
        }
        code.close();
        Path file = Path.of(arguments[0], packageName.replace('.', '/'), CLASS + ".java");
        Files.createDirectories(file.getParent());
        // The file keeps its time stamp if nothing changes, or Maven would compile all classes again.
        if (!Files.exists(file) || !Files.readString(file).contentEquals(code.text)) {
            Files.writeString(file, code.text);
        }
    }

    private sealed interface Tile {
        void write(Code code);
    }

    /** Initial value of an accumulator. */
    private enum Start {
        /** The bias of its row. */
        BIAS,
        ZERO,
        /** The value in memory. */
        SUM
    }

    /**
     * A matrix product: sum[row][column] += factor[row][k] * value[k][column] for all k. A factor is one float, broadcast to
     * a vector. The columns of values and sums are adjacent vectors.
     *
     * @param parameters parameters of the method besides memory, valuesAt, factorsAt and sumsAt
     * @param count number of products in a sum
     * @param before statement before the loop
     * @param locate statements that set {@code at} to the place of value[k][0] and {@code w} to that of factor[0][k]
     * @param next statement at the end of the loop
     * @param factorStride distance between the factors of two rows
     * @param sumStride distance between the sums of two rows
     */
    private record Product(
            String name,
            int rows,
            int columns,
            Start start,
            String parameters,
            String count,
            String before,
            List<String> locate,
            String next,
            String factorStride,
            String sumStride)
            implements Tile {

        /** Rows are filters, columns are adjacent positions, k is the tap of a filter. */
        static Product convolution(String name, int rows, int columns, String kernel, String filterLength) {
            String steps = kernel + ".TAP_STEPS";
            return new Product(
                    name,
                    rows,
                    columns,
                    Start.BIAS,
                    "int biasAt",
                    steps + ".length",
                    "int at = valuesAt;",
                    List.of("int w = factorsAt + k;"),
                    "at += " + steps + "[k];",
                    filterLength,
                    kernel + ".MAP");
        }

        /** Rows are outputs, columns are examples, k is the input. */
        static Product denseForward(int rows, int columns) {
            return dense("Forward", rows, columns, Start.ZERO, "Layout.COLUMNS", "k * stride", "1", "Layout.COLUMNS");
        }

        /** Rows are inputs, columns are examples, k is the output. */
        static Product denseInputGradient(int rows, int columns) {
            return dense("InputGradient", rows, columns, Start.ZERO, "Layout.COLUMNS", "k", "stride", "Layout.COLUMNS");
        }

        /** Rows are inputs, columns are outputs, k is the example. */
        static Product denseWeightGradient(int rows, int columns) {
            return dense("WeightGradient", rows, columns, Start.SUM, "Layout.WIDEST", "k", "Layout.COLUMNS", "stride");
        }

        /** The parameter {@code stride} of the method is the distance between two inputs in the packed weights. */
        private static Product dense(
                String name,
                int rows,
                int columns,
                Start start,
                String valueStride,
                String factor,
                String factorStride,
                String sumStride) {
            return new Product(
                    "dense" + name,
                    rows,
                    columns,
                    start,
                    "int count, int stride",
                    "count",
                    "",
                    List.of("int at = valuesAt + k * " + valueStride + ";", "int w = factorsAt + " + factor + ";"),
                    "",
                    factorStride,
                    sumStride);
        }

        @Override
        public void write(Code code) {
            code.open(
                    "static void %s%dx%d(float[] memory, int valuesAt, int factorsAt, %s, int sumsAt)",
                    name, rows, columns, parameters);
            code.forEach(rows, columns, (r, c) -> code.declare(sum(r, c), initial(r, c)));
            code.line(before);
            code.open("for (int k = 0; k < %s; k++)", count);
            locate.forEach(code::line);
            for (int c = 0; c < columns; c++) {
                code.declare("x" + c, load("at" + plus(c, "LENGTH")));
            }
            for (int r = 0; r < rows; r++) {
                code.declare("w" + r, broadcast("w" + plus(r, factorStride)));
                for (int c = 0; c < columns; c++) {
                    code.multiplyAdd(sum(r, c), "x" + c, "w" + r);
                }
            }
            code.line(next);
            code.close();
            code.forEach(
                    rows, columns, (r, c) -> code.store(sum(r, c), "sumsAt" + plus(r, sumStride) + plus(c, "LENGTH")));
            code.close();
        }

        private String initial(int r, int c) {
            return switch (start) {
                case BIAS -> c == 0 ? broadcast("biasAt" + plus(r, "1")) : sum(r, 0);
                case ZERO -> r + c == 0 ? "FloatVector.zero(SPECIES)" : sum(0, 0);
                case SUM -> load("sumsAt" + plus(r, sumStride) + plus(c, "LENGTH"));
            };
        }
    }

    /**
     * The weight gradient of one row of a filter, for some output maps: sum[map][tap] += delta[map][p] * input[p + tap] for
     * all positions p. Several adjacent positions in one step share inputs, which saves loads.
     *
     * @param maps output maps
     * @param positions positions in one step
     * @param kernel class with the constants of the layer
     * @param filterLength distance between the sums of two maps, in vectors
     */
    private record Correlation(String name, int maps, int positions, String kernel, String filterLength)
            implements Tile {

        @Override
        public void write(Code code) {
            code.open("static void %s%dx%d(float[] memory, int inputAt, int deltaAt, int sumsAt)", name, maps, TAPS);
            code.forEach(maps, TAPS, (m, tap) -> code.declare(sum(m, tap), load(sumAt(m, tap))));
            code.line("int at = inputAt;");
            code.line("int d = deltaAt;");
            code.open("for (int step : %s.POSITION_STEPS)", kernel);
            code.forEach(
                    positions,
                    maps,
                    (p, m) -> code.declare(delta(m, p), load("d" + plus(p, "LENGTH") + plus(m, kernel + ".MAP"))));
            for (int i = 0; i < positions + TAPS - 1; i++) {
                code.declare("x" + i, load("at" + plus(i, "LENGTH")));
                for (int p = 0; p < positions; p++) {
                    int tap = i - p;
                    for (int m = 0; m < maps && 0 <= tap && tap < TAPS; m++) {
                        code.multiplyAdd(sum(m, tap), "x" + i, delta(m, p));
                    }
                }
            }
            code.line("at += step;");
            code.line("d += %d * LENGTH;", positions);
            code.close();
            code.forEach(maps, TAPS, (m, tap) -> code.store(sum(m, tap), sumAt(m, tap)));
            code.close();
        }

        private String sumAt(int map, int tap) {
            return "sumsAt" + plus(map, filterLength + " * LENGTH") + plus(tap, "LENGTH");
        }

        private static String delta(int map, int position) {
            return "d" + map + "_" + position;
        }
    }

    /**
     * The input gradient of the second convolution in half a row of some input maps: sum[map][x] += delta[x - tap] *
     * weight[map][tap] for all taps of a row of a filter, and for all rows of deltas and weights that contribute.
     *
     * @param maps input maps
     * @param offset index, among the seven deltas that contribute to the half row, of the one that tap 0 multiplies for the
     *     first of its positions
     */
    private record HalfRow(String name, int maps, int offset) implements Tile {

        private static final int LENGTH = 7;

        @Override
        public void write(Code code) {
            code.open(
                    "static void %s%dx%d(float[] memory, int deltaAt, int[] deltaRows, int weightsAt, int[] weightRows,"
                            + " int sumsAt)",
                    name, maps, LENGTH);
            code.forEach(
                    maps,
                    LENGTH,
                    (m, x) -> code.declare(sum(m, x), m + x == 0 ? "FloatVector.zero(SPECIES)" : sum(0, 0)));
            code.open("for (int i = 0; i < deltaRows.length; i++)");
            code.line("int d = deltaAt + deltaRows[i];");
            code.line("int w = weightsAt + weightRows[i];");
            for (int x = 0; x < LENGTH; x++) {
                code.declare("d" + x, load("d" + plus(x, "LENGTH")));
            }
            code.forEach(maps, TAPS, (m, tap) -> {
                String weight = "w" + m + "_" + tap;
                code.declare(weight, broadcast("w" + plus(m, "Layout.TAPS") + plus(tap, "1")));
                for (int x = 0; x < LENGTH; x++) {
                    int d = offset + x - tap;
                    if (0 <= d && d < LENGTH) {
                        code.multiplyAdd(sum(m, x), "d" + d, weight);
                    }
                }
            });
            code.close();
            code.forEach(
                    maps,
                    LENGTH,
                    (m, x) -> code.store(
                            sum(m, x), "sumsAt" + plus(m, "VectorConvolution2.INPUT_MAP") + plus(x, "LENGTH")));
            code.close();
        }
    }

    private static String sum(int row, int column) {
        return "s" + row + "_" + column;
    }

    private static String load(String at) {
        return "TYPE.cast(FloatVector.fromArray(SPECIES, memory, " + at + "))";
    }

    private static String broadcast(String at) {
        return "FloatVector.broadcast(SPECIES, memory[" + at + "])";
    }

    private static String plus(int count, String distance) {
        return count == 0 ? "" : " + " + count + " * " + distance;
    }

    /** Java source text. */
    private static final class Code {

        interface Cell {
            void write(int row, int column);
        }

        private final StringBuilder text = new StringBuilder();
        private int depth;

        void line(String format, Object... arguments) {
            text.append("    ".repeat(depth))
                    .append(format.formatted(arguments))
                    .append('\n');
        }

        void open(String format, Object... arguments) {
            line(format + " {", arguments);
            depth++;
        }

        void close() {
            depth--;
            line("}");
        }

        void forEach(int rows, int columns, Cell cell) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    cell.write(r, c);
                }
            }
        }

        void declare(String vector, String value) {
            line("FloatVector %s = %s;", vector, value);
        }

        void multiplyAdd(String sum, String x, String y) {
            line("%s = %s.fma(%s, %s);", sum, x, y, sum);
        }

        void store(String vector, String at) {
            line("TYPE.cast(%s).intoArray(memory, %s);", vector, at);
        }
    }
}
