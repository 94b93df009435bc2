package lenetspark.dataset;

import java.io.IOException;
import lenetspark.data.DataException;
import lenetspark.data.decoded.DecodedSplit;
import lenetspark.data.image.ParquetInput;
import lenetspark.storage.Directory;
import org.apache.spark.sql.SparkSession;

/** A part of a data set that is Parquet, with a column of images and one of classes. */
final class LabelledRows {

    private static final String ENDING = ".parquet";

    private LabelledRows() {}

    /** Decodes the rows of {@code NAME} or {@code NAME.parquet}, a file or a directory. */
    static DecodedSplit read(
            Directory directory, String name, String column, String labelColumn, SparkSession session) {
        String uri = directory.uri() + "/" + found(directory, name);
        return DecodedSplit.read(
                uri,
                ParquetInput.open(uri, session).examples(column, labelColumn),
                "mend the row or delete it",
                session);
    }

    private static String found(Directory directory, String name) {
        try {
            for (String spelling : new String[] {name, name + ENDING}) {
                if (directory.contains(spelling)) {
                    return spelling;
                }
            }
        } catch (IOException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
        throw new DataException(directory.uri() + ": has no " + name + " or " + name + ENDING
                + ", a Parquet file or a directory of some");
    }
}
