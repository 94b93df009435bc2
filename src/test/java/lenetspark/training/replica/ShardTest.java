package lenetspark.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lenetspark.config.Engine;
import lenetspark.data.InputTransform;
import lenetspark.data.PadAndScale;
import lenetspark.training.TestNetworks;
import lenetspark.training.round.RoundPlan;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ShardTest {

    private static Shard shard(DataSet... dataSets) {
        return Shard.of(List.of(dataSets).iterator());
    }

    private static INDArray numbers(DataType type, int from, long... shape) {
        long length = 1;
        for (long dimension : shape) {
            length *= dimension;
        }
        return Nd4j.arange(from, from + length).castTo(type).reshape('c', shape);
    }

    private static float[] features(Shard shard, int example) {
        float[] values = new float[Shard.length(shard.featureShape())];
        shard.features().copy(example, values, 0);
        return values;
    }

    private static float[] labels(Shard shard, int example) {
        float[] values = new float[Shard.length(shard.labelShape())];
        shard.labels().copy(example, values, 0);
        return values;
    }

    @Example
    void shouldConcatenateDataSets() {
        Shard shard = shard(
                new DataSet(numbers(DataType.FLOAT, 0, 2, 3), numbers(DataType.FLOAT, 100, 2, 2)),
                new DataSet(numbers(DataType.FLOAT, 50, 1, 3), numbers(DataType.FLOAT, 200, 1, 2)));

        assertThat(shard.size()).isEqualTo(3);
        assertThat(shard.featureShape()).containsExactly(3);
        assertThat(features(shard, 1)).containsExactly(3, 4, 5);
        assertThat(features(shard, 2)).containsExactly(50, 51, 52);
        assertThat(labels(shard, 1)).containsExactly(102, 103);
        assertThat(labels(shard, 2)).containsExactly(200, 201);
    }

    @Example
    void shouldKeepBytesAndReadThemAsUnsigned() {
        Shard shard = shard(new DataSet(numbers(DataType.UINT8, 250, 1, 6), numbers(DataType.UINT8, 0, 1, 2)));

        assertThat(shard.features().isBytes()).isTrue();
        assertThat(shard.labels().isBytes()).isTrue();
        assertThat(features(shard, 0)).containsExactly(250, 251, 252, 253, 254, 255);
    }

    @Example
    void shouldConvertAllToFloatsWhenOneDataSetHasNoBytes() {
        Shard shard = shard(
                new DataSet(numbers(DataType.UINT8, 253, 1, 2), numbers(DataType.UINT8, 0, 1, 2)),
                new DataSet(numbers(DataType.DOUBLE, 1, 1, 2).add(0.5), numbers(DataType.INT32, -1, 1, 2)));

        assertThat(shard.features().isBytes()).isFalse();
        assertThat(features(shard, 0)).containsExactly(253, 254);
        assertThat(features(shard, 1)).containsExactly(1.5f, 2.5f);
        assertThat(labels(shard, 1)).containsExactly(-1, 0);
    }

    /** Copies a view into a larger array, in c or f order, with its dimensions swapped or not. */
    @Property(tries = 200)
    void shouldCopyViewsInEitherOrder(
            @ForAll @IntRange(min = 1, max = 4) int rows,
            @ForAll @IntRange(min = 1, max = 4) int height,
            @ForAll @IntRange(min = 1, max = 4) int width,
            @ForAll @IntRange(max = 2) int offset,
            @ForAll boolean bytes,
            @ForAll boolean fortran,
            @ForAll boolean permuted) {
        INDArray whole = numbers(bytes ? DataType.UINT8 : DataType.FLOAT, 0, rows + 2, height + 2, width + 2)
                .dup(fortran ? 'f' : 'c');
        INDArray view = whole.get(
                NDArrayIndex.interval(offset, offset + rows),
                NDArrayIndex.interval(offset, offset + height),
                NDArrayIndex.interval(offset, offset + width));
        if (permuted) {
            view = view.permute(0, 2, 1);
        }
        Shard shard = shard(new DataSet(view, numbers(DataType.FLOAT, 0, rows, 2)));

        for (int i = 0; i < rows; i++) {
            List<Float> expected = new ArrayList<>();
            for (int j = 0; j < view.size(1); j++) {
                for (int k = 0; k < view.size(2); k++) {
                    expected.add(view.getFloat(i, j, k));
                }
            }
            assertThat(features(shard, i)).containsExactly(expected.toArray(new Float[0]));
        }
    }

    @Example
    void shouldCopyColumnsAndTransposedMatrices() {
        INDArray matrix = numbers(DataType.FLOAT, 0, 3, 4);
        Shard shard = shard(
                new DataSet(matrix.getColumns(1, 3), matrix.getColumn(2).reshape(3, 1)),
                new DataSet(
                        numbers(DataType.FLOAT, 0, 2, 3).transpose(),
                        matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 4))));

        assertThat(features(shard, 2)).containsExactly(9, 11);
        assertThat(features(shard, 4)).containsExactly(1, 4);
        assertThat(labels(shard, 1)).containsExactly(6);
        assertThat(labels(shard, 5)).containsExactly(11);
    }

    @Example
    void shouldBeEmptyForAnEmptyPartition() {
        Shard shard = shard();

        assertThat(shard.size()).isZero();
        assertThat(new RoundPlan(1, 8, 2, 0).rounds(0, new int[] {shard.size()}))
                .isZero();
    }

    @Example
    void shouldSkipDataSetsWithoutExamples() {
        DataSet empty = new DataSet(Nd4j.create(DataType.FLOAT, 0, 3), Nd4j.create(DataType.FLOAT, 0, 2));
        DataSet one = new DataSet(numbers(DataType.UINT8, 7, 1, 3), numbers(DataType.UINT8, 0, 1, 2));

        Shard shard = shard(empty, one, empty);

        assertThat(shard.size()).isEqualTo(1);
        assertThat(features(shard, 0)).containsExactly(7, 8, 9);
        assertThat(shard(empty).size()).isZero();
    }

    @Example
    void shouldRefuseDataSetsOfDifferentShapes() {
        DataSet three = new DataSet(numbers(DataType.FLOAT, 0, 1, 3), numbers(DataType.FLOAT, 0, 1, 2));
        DataSet four = new DataSet(numbers(DataType.FLOAT, 0, 1, 4), numbers(DataType.FLOAT, 0, 1, 2));
        DataSet fiveLabels = new DataSet(numbers(DataType.FLOAT, 0, 1, 3), numbers(DataType.FLOAT, 0, 1, 5));
        DataSet image = new DataSet(numbers(DataType.FLOAT, 0, 1, 1, 3), numbers(DataType.FLOAT, 0, 1, 2));

        assertThatThrownBy(() -> shard(three, four))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Features of one partition must all have the shape [3], got: [4]");
        assertThatThrownBy(() -> shard(three, image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Features of one partition must all have the shape [3], got: [1, 3]");
        assertThatThrownBy(() -> shard(three, fiveLabels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Labels of one partition must all have the shape [2], got: [5]");
    }

    @Example
    void shouldRefuseMasks() {
        DataSet masked =
                new DataSet(numbers(DataType.FLOAT, 0, 1, 3), numbers(DataType.FLOAT, 0, 1, 2), Nd4j.ones(1, 1), null);
        DataSet labelsMasked =
                new DataSet(numbers(DataType.FLOAT, 0, 1, 3), numbers(DataType.FLOAT, 0, 1, 2), null, Nd4j.ones(1, 1));

        for (DataSet dataSet : List.of(masked, labelsMasked)) {
            assertThatThrownBy(() -> shard(dataSet))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("DataSets with mask arrays are not supported by this TrainingMaster;"
                            + " use ParameterAveragingTrainingMaster");
        }
    }

    @Example
    void shouldRefuseDataSetsThatLackFeaturesOrLabels() {
        DataSet unlabelled = new DataSet(numbers(DataType.FLOAT, 0, 1, 3), null);
        DataSet featureless = new DataSet(null, numbers(DataType.FLOAT, 0, 1, 3));
        for (DataSet dataSet : List.of(unlabelled, featureless)) {
            assertThatThrownBy(() -> shard(dataSet))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("DataSets must have features and labels");
        }
        DataSet oneLabelShort = new DataSet();
        oneLabelShort.setFeatures(numbers(DataType.FLOAT, 0, 3, 3));
        oneLabelShort.setLabels(numbers(DataType.FLOAT, 0, 2, 2));
        assertThatThrownBy(() -> shard(oneLabelShort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A DataSet must hold as many labels as examples, got: 2 labels of 3 examples");
    }

    @Example
    void shouldBeEqualAfterSerialization() throws Exception {
        Shard shard = shard(new DataSet(numbers(DataType.UINT8, 3, 2, 3), numbers(DataType.FLOAT, 0, 2, 2)));
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) {
            out.writeObject(shard);
        }
        Shard copy = (Shard)
                new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy.features()).isEqualTo(shard.features()).hasSameHashCodeAs(shard.features());
        assertThat(copy.labels()).isEqualTo(shard.labels()).isNotEqualTo(shard.features());
        assertThat(copy.size()).isEqualTo(2);
    }

    @Property(tries = 100)
    void shouldFillAMinibatchInTheGivenOrder(@ForAll @Size(min = 1, max = 6) List<@IntRange(max = 5) Integer> order) {
        Shard shard = shard(new DataSet(numbers(DataType.FLOAT, 0, 6, 2), numbers(DataType.FLOAT, 0, 6, 1)));
        Minibatch minibatch = new Minibatch(shard, 6, InputPipeline.of(null));
        int[] examples = order.stream().mapToInt(Integer::intValue).toArray();
        minibatch.fill(shard, examples, 0, examples.length, 0);

        assertThat(minibatch.size()).isEqualTo(examples.length);
        assertThat(minibatch.featuresShape()).containsExactly(examples.length, 2);
        assertThat(minibatch.labelsShape()).containsExactly(examples.length, 1);
        for (int i = 0; i < examples.length; i++) {
            assertThat(minibatch.features()[2 * i]).isEqualTo(2 * examples[i]);
            assertThat(minibatch.features()[2 * i + 1]).isEqualTo(2 * examples[i] + 1);
            assertThat(minibatch.labels()[i]).isEqualTo(examples[i]);
        }
    }

    @Example
    void shouldRefillABufferWithFewerExamples() {
        Shard shard = shard(new DataSet(numbers(DataType.FLOAT, 0, 4, 1), numbers(DataType.FLOAT, 0, 4, 1)));
        Minibatch minibatch = new Minibatch(shard, 3, InputPipeline.of(null));
        minibatch.fill(shard, new int[] {0, 1, 2, 3}, 0, 3, 0);
        minibatch.fill(shard, new int[] {0, 1, 2, 3}, 3, 4, 0);

        assertThat(minibatch.size()).isEqualTo(1);
        assertThat(minibatch.capacity()).isEqualTo(3);
        assertThat(minibatch.features()[0]).isEqualTo(3);
    }

    @Example
    void shouldTransformBytesAndCopyFloatsUnchanged() {
        InputTransform transform = new PadAndScale(1, 2, 2, 0, 1);
        Shard bytes = shard(new DataSet(
                Nd4j.createFromArray(new int[][] {{0, 255}})
                        .castTo(DataType.UINT8)
                        .reshape(1, 1, 1, 2),
                numbers(DataType.UINT8, 1, 1, 2)));
        Shard floats = shard(new DataSet(numbers(DataType.FLOAT, 5, 1, 1, 2, 2), numbers(DataType.FLOAT, 1, 1, 2)));

        Minibatch ofBytes = new Minibatch(bytes, 1, InputPipeline.of(transform));
        ofBytes.fill(bytes, new int[] {0}, 0, 1, 0);
        assertThat(ofBytes.featuresShape()).containsExactly(1, 1, 2, 2);
        assertThat(ofBytes.features()).containsExactly(0, 1, 0, 0);
        assertThat(ofBytes.labels()).containsExactly(1, 2);
        Minibatch ofFloats = new Minibatch(floats, 1, InputPipeline.of(transform));
        ofFloats.fill(floats, new int[] {0}, 0, 1, 0);
        assertThat(ofFloats.featuresShape()).containsExactly(1, 1, 2, 2);
        assertThat(ofFloats.features()).containsExactly(5, 6, 7, 8);
    }

    /** A replica and its buffer are used for one shard after the other. */
    @Example
    void shouldGetABufferOfTheRightShapeFromThePoolAfterAnyOtherShard() {
        InputTransform transform = new PadAndScale(1, 2, 2, 0, 1);
        Shard bytes = shard(new DataSet(numbers(DataType.UINT8, 0, 1, 1, 1, 2), numbers(DataType.UINT8, 1, 1, 2)));
        Shard floats = shard(new DataSet(numbers(DataType.FLOAT, 5, 1, 1, 2, 2), numbers(DataType.FLOAT, 1, 1, 2)));
        ReplicaPool pool = new ReplicaPool(
                new ReplicaFactory(Engine.DL4J, TestNetworks.dense(), null), 1, InputPipeline.of(transform));

        for (Shard shard : List.of(floats, bytes, floats, bytes, bytes)) {
            float first = pool.run(shard, (replica, minibatch) -> {
                minibatch.fill(shard, new int[] {0}, 0, 1, 0);
                return minibatch.features()[0];
            });
            assertThat(first).isEqualTo(shard == bytes ? 0 : 5);
        }
    }

    @Example
    void shouldReadAndWriteFlatVectors() {
        INDArray vector = Nd4j.arange(0, 12).castTo(DataType.FLOAT);
        INDArray part = vector.get(NDArrayIndex.interval(3, 7));
        assertThat(FlatVector.read(part)).containsExactly(3, 4, 5, 6);
        FlatVector.write(new float[] {-1, -2, -3, -4}, part);
        assertThat(vector.toFloatVector()).containsExactly(0, 1, 2, -1, -2, -3, -4, 7, 8, 9, 10, 11);

        INDArray everyThird = vector.reshape(4, 3).getColumn(1);
        assertThat(FlatVector.read(everyThird)).containsExactly(1, -2, 7, 10);
        assertThatThrownBy(() -> FlatVector.write(new float[4], everyThird))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Target must be a contiguous FLOAT vector of length 4, got: ");
        assertThatThrownBy(() -> FlatVector.write(new float[3], vector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Target must be a contiguous FLOAT vector of length 3, got: ");
        assertThatThrownBy(() -> FlatVector.read(Nd4j.ones(DataType.DOUBLE, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Network must be of type FLOAT, got: DOUBLE");
    }

    @Example
    void shouldCreateAnArrayFromTheFirstValues() {
        float[] values = new float[10];
        for (int i = 0; i < values.length; i++) {
            values[i] = new Random(i).nextFloat();
        }
        INDArray array = FlatVector.create(values, new long[] {2, 3});

        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.getFloat(1, 0)).isEqualTo(values[3]);
    }
}
