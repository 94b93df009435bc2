package lenetspark.dataset;

import java.io.IOException;
import lenetspark.data.DataException;
import lenetspark.data.decoded.DecodedSplit;
import lenetspark.data.image.ParquetInput;
import lenetspark.storage.Directory;
import org.apache.spark.sql.SparkSession;

/** Decoder of a training or test set in Parquet files, with a column of images and a column of classes. */
final class LabelledRows {

    private static final String EXTENSION = ".parquet";

    private LabelledRows() {}

    /** Decodes the rows of {@code NAME} or {@code NAME.parquet}, a file or a directory. */
    static DecodedSplit read(
            Directory directory, String name, String column, String labelColumn, SparkSession session) {
        String uri = directory.uri() + "/" + existingName(directory, name);
        return DecodedSplit.read(
                uri,
                ParquetInput.open(uri, session).examples(column, labelColumn),
                "correct the row or delete it",
                session);
    }

    private static String existingName(Directory directory, String name) {
        try {
            for (String spelling : new String[] {name, name + EXTENSION}) {
                if (directory.contains(spelling)) {
                    return spelling;
                }
            }
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
        throw new DataException(directory.uri() + ": has no " + name + " or " + name + EXTENSION
                + ", expected a Parquet file or a directory of Parquet files");
    }
}
