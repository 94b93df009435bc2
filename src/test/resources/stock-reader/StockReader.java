import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a user of plain DL4J writes to use our model: nothing of ours is on its class path. Prints the number of test digits
 * classified right, then the probabilities of each.
 *
 * <p>Arguments: the model, the images, the labels.
 */
class StockReader {

    public static void main(String[] arguments) throws IOException {
        requireNothingOfOurs();
        File model = new File(arguments[0]);
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(model);
        DataNormalization normalizer = ModelSerializer.restoreNormalizerFromFile(model);
        INDArray images = images(arguments[1]);
        normalizer.preProcess(new DataSet(images, null));
        INDArray output = network.output(images);
        int[] labels = labels(arguments[2]);
        int[] predicted = output.argMax(1).toIntVector();
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += labels[i] == predicted[i] ? 1 : 0;
        }
        System.out.println(right);
        for (int i = 0; i < labels.length; i++) {
            System.out.println(Arrays.toString(output.getRow(i).toFloatVector()));
        }
    }

    private static void requireNothingOfOurs() {
        try {
            Class.forName("lenetspark.model.ModelArchive");
            throw new IllegalStateException("our classes are on the class path");
        } catch (ClassNotFoundException e) {
            // As it should be.
        }
    }

    private static INDArray images(String file) throws IOException {
        try (DataInputStream in = open(file)) {
            in.readInt();
            int count = in.readInt();
            int height = in.readInt();
            int width = in.readInt();
            INDArray images = Nd4j.zeros(DataType.FLOAT, count, 1, height + 4, width + 4);
            for (int i = 0; i < count; i++) {
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        images.putScalar(new int[] {i, 0, y + 2, x + 2}, in.readUnsignedByte());
                    }
                }
            }
            return images;
        }
    }

    private static int[] labels(String file) throws IOException {
        try (DataInputStream in = open(file)) {
            in.readInt();
            int[] labels = new int[in.readInt()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = in.readUnsignedByte();
            }
            return labels;
        }
    }

    private static DataInputStream open(String file) throws IOException {
        return new DataInputStream(new BufferedInputStream(new GZIPInputStream(new FileInputStream(file))));
    }
}
