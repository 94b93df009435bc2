package lenet.training;

import java.io.IOException;
import java.nio.file.Path;
import lenet.data.ImageDataset;
import lenet.data.PadAndScale;
import lenet.model.LeNet;
import lenet.storage.Directory;
import org.apache.spark.api.java.JavaSparkContext;

/** The sample of MNIST in the test resources: 2,000 training and 500 test digits. */
final class Mnist {

    static final PadAndScale TRANSFORM = new PadAndScale(28, 28, LeNet.INPUT_SIZE, 0, 1);

    private Mnist() {}

    static ImageDataset open(JavaSparkContext context) {
        Path path = Path.of("src", "test", "resources", "mnist-sample").toAbsolutePath();
        try {
            return ImageDataset.idx(Directory.at(path.toUri().toString(), context.hadoopConfiguration()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
