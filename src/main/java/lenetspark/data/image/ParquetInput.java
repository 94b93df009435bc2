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
 * Rows of Parquet files with an image in one column: the content of a PNG or JPEG file, 784 or 1,024 bytes, or an array
 * of as many numbers. The id of an image is the value of another column or {@code <URI of the file>#<row from 0>}.
 */
public final class ParquetInput {

    private static final Set<DataType> LABEL_TYPES = Set.of(
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
     * @throws DataException if no file can be read
     */
    public static ParquetInput open(String uri, SparkSession session) {
        return new ParquetInput(uri, Sources.load(uri, () -> session.read().parquet(Sources.escapeGlob(uri))));
    }

    /** Returns the names of the columns. */
    public List<String> columns() {
        return Arrays.asList(schema().fieldNames());
    }

    /**
     * Returns the images of a column.
     *
     * @param column column of the images, one of {@link #columns}
     * @param idColumn column of the ids, one of {@link #columns}; empty to use the file and row
     * @throws DataException if the type of the column cannot contain images
     */
    public ImageInput images(String column, Optional<String> idColumn) {
        requireImageType(column);
        Column id = idColumn.map(ParquetInput::named).orElseGet(ParquetInput::position);
        JavaRDD<Row> stored = rows.select(id, named(column)).javaRDD();
        String location = uri;
        return new ImageInput(
                idColumn.map(name -> schema().apply(name).dataType()).orElse(DataTypes.StringType),
                stored.mapPartitions(values -> new CheckedRows<>(location, values))
                        .map(RowImage::new));
    }

    /**
     * Returns the images of a column with their classes, in the order of the file paths and of the rows in each file.
     *
     * @throws DataException if a column does not exist or has the wrong type
     */
    public JavaRDD<StoredExample> examples(String column, String labelColumn) {
        requireColumn(column, "column");
        requireColumn(labelColumn, "label-column");
        requireImageType(column);
        DataType type = schema().apply(labelColumn).dataType();
        if (!LABEL_TYPES.contains(type)) {
            throw new DataException(uri + ": column " + labelColumn + " is of type " + type.catalogString()
                    + ", expected whole numbers or text; name another with --label-column");
        }
        String location = uri;
        return rows.select(
                        position(),
                        named(column),
                        col("_metadata.file_path"),
                        col("_metadata.row_index"),
                        named(labelColumn).cast(DataTypes.StringType))
                .javaRDD()
                .mapPartitions(values -> new CheckedRows<>(location, values))
                .map(row -> new StoredExample(
                        new RowImage(row),
                        row.getString(2),
                        row.getLong(3),
                        row.isNullAt(4) ? null : row.getString(4)));
    }

    private void requireColumn(String column, String option) {
        if (!columns().contains(column)) {
            throw new DataException(uri + ": has no column " + column + ", only " + String.join(", ", columns())
                    + "; name another with --" + option);
        }
    }

    private void requireImageType(String column) {
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

    private record RowImage(Row row) implements StoredImage {

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
                // NaN is out of range, so a null pixel is rejected.
                numbers[i] = number == null ? Double.NaN : number.doubleValue();
                i++;
            }
            return numbers;
        }
    }
}
