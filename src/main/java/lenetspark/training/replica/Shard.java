package lenetspark.training.replica;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Examples of one replica: the {@code DataSet}s of an RDD partition, of any sizes, concatenated in arrays on the heap. Spark can
 * account for them, any serializer can write them, and an example is accessible by its index.
 */
public final class Shard implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Shard EMPTY = new Shard(
            0,
            new int[] {0},
            new int[] {0},
            ExampleArray.concatenate(List.of(), 0),
            ExampleArray.concatenate(List.of(), 0));

    private final int size;
    private final int[] featureShape;
    private final int[] labelShape;
    private final ExampleArray features;
    private final ExampleArray labels;

    private Shard(int size, int[] featureShape, int[] labelShape, ExampleArray features, ExampleArray labels) {
        this.size = size;
        this.featureShape = featureShape;
        this.labelShape = labelShape;
        this.features = features;
        this.labels = labels;
    }

    /**
     * Returns the examples of {@code dataSets}, in order.
     *
     * @throws IllegalArgumentException if examples differ in shape, the numbers of features and labels differ, or a data set has
     *     masks or lacks features or labels
     */
    public static Shard of(Iterator<DataSet> dataSets) {
        List<INDArray> features = new ArrayList<>();
        List<INDArray> labels = new ArrayList<>();
        long size = 0;
        while (dataSets.hasNext()) {
            DataSet dataSet = dataSets.next();
            if (dataSet.getFeaturesMaskArray() != null || dataSet.getLabelsMaskArray() != null) {
                throw new IllegalArgumentException(
                        "DataSets with mask arrays are not supported by this TrainingMaster; use ParameterAveragingTrainingMaster");
            }
            if (dataSet.getFeatures() == null || dataSet.getLabels() == null) {
                throw new IllegalArgumentException("DataSets must have features and labels");
            }
            if (dataSet.getFeatures().isEmpty() && dataSet.getLabels().isEmpty()) {
                continue;
            }
            requireEqualCounts(dataSet);
            size += dataSet.getFeatures().size(0);
            features.add(dataSet.getFeatures());
            labels.add(dataSet.getLabels());
        }
        if (size == 0) {
            return EMPTY;
        }
        int[] featureShape = commonShape("Features", features);
        int[] labelShape = commonShape("Labels", labels);
        return new Shard(
                Math.toIntExact(size),
                featureShape,
                labelShape,
                ExampleArray.concatenate(features, length(featureShape)),
                ExampleArray.concatenate(labels, length(labelShape)));
    }

    private static void requireEqualCounts(DataSet dataSet) {
        long features =
                dataSet.getFeatures().isEmpty() ? 0 : dataSet.getFeatures().size(0);
        long labels = dataSet.getLabels().isEmpty() ? 0 : dataSet.getLabels().size(0);
        if (features != labels) {
            throw new IllegalArgumentException(
                    "A DataSet must hold as many labels as examples, got: %d labels of %d examples"
                            .formatted(labels, features));
        }
    }

    /** Returns the number of elements of an example of the given shape. */
    static int length(int[] shape) {
        int length = 1;
        for (int dimension : shape) {
            length = Math.multiplyExact(length, dimension);
        }
        return length;
    }

    private static int[] commonShape(String what, List<INDArray> blocks) {
        int[] shape = exampleShape(blocks.get(0));
        for (INDArray block : blocks) {
            if (!Arrays.equals(exampleShape(block), shape)) {
                throw new IllegalArgumentException("%s of one partition must all have the shape %s, got: %s"
                        .formatted(what, Arrays.toString(shape), Arrays.toString(exampleShape(block))));
            }
        }
        return shape;
    }

    private static int[] exampleShape(INDArray block) {
        return Arrays.stream(block.shape()).skip(1).mapToInt(Math::toIntExact).toArray();
    }

    /** Returns the number of examples. */
    public int size() {
        return size;
    }

    int[] featureShape() {
        return featureShape;
    }

    int[] labelShape() {
        return labelShape;
    }

    ExampleArray features() {
        return features;
    }

    ExampleArray labels() {
        return labels;
    }
}
