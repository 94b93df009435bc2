package lenetspark.data.image;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.types.DataType;

/**
 * Images to predict.
 *
 * @param idType of what the images are called
 * @param images as the executors find them, not decoded
 */
public record ImageInput(DataType idType, JavaRDD<StoredImage> images) {}
