package lenet.prediction;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lenet.data.DataException;
import lenet.data.ImageException;
import lenet.data.NetworkImage;
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
        DataType type = schema().apply(column).dataType();
        if (!(type instanceof BinaryType)
                && !(type instanceof ArrayType array && array.elementType() instanceof NumericType)) {
            throw new DataException(uri + ": column " + column + " is of type " + type.catalogString()
                    + ", expected binary or an array of numbers; name another with --column");
        }
        Column id = idColumn.map(ParquetInput::named).orElseGet(ParquetInput::position);
        JavaRDD<Row> stored = rows.select(id, named(column)).javaRDD();
        String place = uri;
        return new ImageInput(
                idColumn.map(name -> schema().apply(name).dataType()).orElse(DataTypes.StringType),
                stored.mapPartitions(values -> new CheckedRows<>(place, values)).map(InRow::new));
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
        public NetworkImage decode() throws ImageException {
            if (row.isNullAt(1)) {
                throw new ImageException("no image: the column is null");
            }
            return row.get(1) instanceof byte[] bytes
                    ? NetworkImage.ofBytes(bytes)
                    : NetworkImage.ofNumbers(numbers(row.getList(1)));
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
