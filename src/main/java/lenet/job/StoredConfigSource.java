package lenet.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Files on any filesystem. */
final class StoredConfigSource implements ConfigSource {

    private static final String HADOOP = "spark.hadoop.";

    @Override
    public String read(String uri) throws IOException {
        byte[] content = Storage.read(uri, hadoop());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(uri + ": is not UTF-8 text", e);
        }
    }

    /** As Spark will make it: the file is read before there is a context, and may need the same keys to a store. */
    static Configuration hadoop() {
        Configuration hadoop = new Configuration();
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP)) {
            hadoop.set(setting._1(), setting._2());
        }
        return hadoop;
    }
}
