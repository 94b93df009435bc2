package lenetspark.training.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Synthetic data: rows of noise with a bump whose position is the class. */
public final class Digits {

    public static final int FEATURES = 12;
    public static final int CLASSES = 4;

    private Digits() {}

    /** Returns DataSets of the given sizes n, with float features [n, 12] and one-hot labels [n, 4]. */
    public static List<DataSet> ofSizes(long seed, int... sizes) {
        Random random = new Random(seed);
        List<DataSet> dataSets = new ArrayList<>();
        for (int size : sizes) {
            float[][] features = new float[size][FEATURES];
            float[][] labels = new float[size][CLASSES];
            for (int i = 0; i < size; i++) {
                int label = random.nextInt(CLASSES);
                labels[i][label] = 1;
                for (int j = 0; j < FEATURES; j++) {
                    features[i][j] = (float) random.nextGaussian() * 0.5f + (j / 3 == label ? 1 : 0);
                }
            }
            dataSets.add(new DataSet(matrix(features), matrix(labels)));
        }
        return dataSets;
    }

    private static INDArray matrix(float[][] rows) {
        return rows.length == 0 ? Nd4j.empty(DataType.FLOAT) : Nd4j.createFromArray(rows);
    }
}
