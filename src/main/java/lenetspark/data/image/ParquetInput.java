package lenetspark.data.image;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lenetspark.data.DataException;
import lenetspark.data.Sources;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of Parquet files with an image in one column: a PNG or JPEG file or 784 or 1,024 bytes, or as many numbers. They are called
 * by another column, or {@code <URI of the file>#<row from 0>}.
 */
public final class ParquetInput {

    private static final Set<DataType> LABELS = Set.of(
            DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType, DataTypes.StringType);

    private final String uri;
    private final Dataset<Row> rows;

    private ParquetInput(String uri, Dataset<Row> rows) {
        this.uri = uri;
        this.rows = rows;
    }

    /**
     * Finds the files and reads their schema.
     *
     * @throws DataException if there is none that can be read
     */
    public static ParquetInput open(String uri, SparkSession session) {
        return new ParquetInput(uri, Sources.load(uri, () -> session.read().parquet(Sources.literal(uri))));
    }

    /** The names of the columns. */
    public List<String> columns() {
        return Arrays.asList(schema().fieldNames());
    }

    /**
     * The images of a column.
     *
     * @param column with the images, one of {@link #columns}
     * @param idColumn with what they are called, one of {@link #columns}
     * @throws DataException if the column is of a type that holds no images
     */
    public ImageInput images(String column, Optional<String> idColumn) {
        requireImages(column);
        Column id = idColumn.map(ParquetInput::named).orElseGet(ParquetInput::position);
        JavaRDD<Row> stored = rows.select(id, named(column)).javaRDD();
        String place = uri;
        return new ImageInput(
                idColumn.map(name -> schema().apply(name).dataType()).orElse(DataTypes.StringType),
                stored.mapPartitions(values -> new CheckedRows<>(place, values)).map(InRow::new));
    }

    /**
     * The images of a column with their classes, in the order of the files' paths and of the rows in them.
     *
     * @throws DataException if there is no such column, or one of another type
     */
    public JavaRDD<StoredExample> examples(String column, String labelColumn) {
        requireColumn(column, "column");
        requireColumn(labelColumn, "label-column");
        requireImages(column);
        DataType type = schema().apply(labelColumn).dataType();
        if (!LABELS.contains(type)) {
            throw new DataException(uri + ": column " + labelColumn + " is of type " + type.catalogString()
                    + ", expected whole numbers or text; name another with --label-column");
        }
        String place = uri;
        return rows.select(
                        position(),
                        named(column),
                        col("_metadata.file_path"),
                        col("_metadata.row_index"),
                        named(labelColumn).cast(DataTypes.StringType))
                .javaRDD()
                .mapPartitions(values -> new CheckedRows<>(place, values))
                .map(row -> new StoredExample(
                        new InRow(row), row.getString(2), row.getLong(3), row.isNullAt(4) ? null : row.getString(4)));
    }

    private void requireColumn(String column, String option) {
        if (!columns().contains(column)) {
            throw new DataException(uri + ": has no column " + column + ", only " + String.join(", ", columns())
                    + "; name another with --" + option);
        }
    }

    private void requireImages(String column) {
        DataType type = schema().apply(column).dataType();
        if (!(type instanceof BinaryType)
                && !(type instanceof ArrayType array && array.elementType() instanceof NumericType)) {
            throw new DataException(uri + ": column " + column + " is of type " + type.catalogString()
                    + ", expected binary or an array of numbers; name another with --column");
        }
    }

    private StructType schema() {
        return rows.schema();
    }

    private static Column position() {
        return concat(col("_metadata.file_path"), lit("#"), col("_metadata.row_index"));
    }

    private static Column named(String column) {
        return col("`" + column.replace("`", "``") + "`");
    }

    private record InRow(Row row) implements StoredImage {

        @Override
        public @Nullable Object id() {
            return row.get(0);
        }

        @Override
        public InputImage decode() throws ImageException {
            if (row.isNullAt(1)) {
                throw new ImageException("no image: the column is null");
            }
            return row.get(1) instanceof byte[] bytes
                    ? InputImage.ofBytes(bytes)
                    : InputImage.ofNumbers(numbers(row.getList(1)));
        }

        private static double[] numbers(List<@Nullable Number> list) {
            double[] numbers = new double[list.size()];
            int i = 0;
            for (Number number : list) {
                // A missing pixel is out of every range.
                numbers[i] = number == null ? Double.NaN : number.doubleValue();
                i++;
            }
            return numbers;
        }
    }
}
