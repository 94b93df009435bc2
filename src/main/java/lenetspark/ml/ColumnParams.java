package lenetspark.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Params for column names, common to estimator and model. */
final class ColumnParams implements Serializable {

    private static final long serialVersionUID = 1L;

    final Param<String> features;
    final Param<String> label;
    final Param<String> prediction;
    final Param<String> probability;
    final Param<String> rawPrediction;
    private final Params owner;

    /**
     * Creates the params.
     *
     * @param owner estimator or model, whose uid must be set already
     */
    ColumnParams(Params owner) {
        this.owner = owner;
        features = column(
                "featuresCol",
                "column of the images: vectors of n x n pixels from 0 to 255 with n up to 32, or binary (PNG, JPEG, or 784 or 1024 pixels)",
                "features");
        label = column("labelCol", "column of the classes, whole numbers from 0", "label");
        prediction = column("predictionCol", "column of the most probable class; empty for none", "prediction");
        probability =
                column("probabilityCol", "column of the probability of each class; empty for none", "probability");
        rawPrediction = column(
                "rawPredictionCol",
                "column of the logarithm of the probability of each class; empty for none",
                "rawPrediction");
    }

    private Param<String> column(String name, String doc, String defaultName) {
        Param<String> param = new Param<>(owner, name, doc);
        owner.setDefault(param, defaultName);
        return param;
    }

    String name(Param<String> param) {
        return owner.getOrDefault(param);
    }

    /** Returns the columns that prediction adds; params with an empty name add none. */
    List<StructField> added() {
        List<StructField> added = new ArrayList<>();
        add(added, rawPrediction, SQLDataTypes.VectorType());
        add(added, probability, SQLDataTypes.VectorType());
        add(added, prediction, DataTypes.DoubleType);
        return added;
    }

    private void add(List<StructField> added, Param<String> param, DataType type) {
        if (!name(param).isEmpty()) {
            added.add(new StructField(name(param), type, false, Metadata.empty()));
        }
    }

    /**
     * Returns the schema with the added columns.
     *
     * @throws IllegalArgumentException if the features column is missing or has a wrong type, or an added column exists already
     */
    StructType transformed(StructType schema) {
        DataType type = field(schema, features).dataType();
        if (!type.equals(SQLDataTypes.VectorType()) && !(type instanceof BinaryType)) {
            throw wrongType(features, "a vector or binary", type);
        }
        StructType result = schema;
        for (StructField field : added()) {
            if (List.of(schema.fieldNames()).contains(field.name())) {
                throw new IllegalArgumentException(
                        "Column " + field.name() + " exists already; set another column name");
            }
            result = result.add(field);
        }
        return result;
    }

    /**
     * Checks the label column.
     *
     * @throws IllegalArgumentException if it is missing or not numeric
     */
    void requireLabels(StructType schema) {
        DataType type = field(schema, label).dataType();
        if (!(type instanceof NumericType)) {
            throw wrongType(label, "numeric", type);
        }
    }

    private StructField field(StructType schema, Param<String> param) {
        if (!List.of(schema.fieldNames()).contains(name(param))) {
            throw new IllegalArgumentException("%s must be one of %s, got: %s"
                    .formatted(param.name(), String.join(", ", schema.fieldNames()), name(param)));
        }
        return schema.apply(name(param));
    }

    private IllegalArgumentException wrongType(Param<String> param, String expected, DataType type) {
        return new IllegalArgumentException("Column %s (%s) must be %s, got: %s"
                .formatted(name(param), param.name(), expected, type.catalogString()));
    }
}
