package lenetspark.data.image;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.types.DataType;

/**
 * Input of a prediction.
 *
 * @param idType Spark SQL type of the ids of the images
 * @param images images, not yet decoded
 */
public record ImageInput(DataType idType, JavaRDD<StoredImage> images) {}
