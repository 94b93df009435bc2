package lenetspark.training;

import java.io.IOException;
import java.nio.file.Path;
import lenetspark.data.PadAndScale;
import lenetspark.dataset.ImageDataset;
import lenetspark.model.LeNet;
import lenetspark.storage.Directory;
import org.apache.spark.api.java.JavaSparkContext;

/** The MNIST sample in the test resources: 2,000 training and 500 test images. */
public final class Mnist {

    public static final PadAndScale TRANSFORM = new PadAndScale(28, 28, LeNet.INPUT_SIZE, 0, 1);

    private Mnist() {}

    public static ImageDataset open(JavaSparkContext context) {
        Path path = Path.of("src", "test", "resources", "mnist-sample").toAbsolutePath();
        try {
            return ImageDataset.idx(Directory.at(path.toUri().toString(), context.hadoopConfiguration()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
