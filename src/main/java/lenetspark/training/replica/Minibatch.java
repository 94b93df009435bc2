package lenetspark.training.replica;

import java.util.Arrays;
import lenetspark.data.InputTransform;
import lenetspark.data.PadAndScale;
import lenetspark.data.augment.Augmenter;
import lenetspark.kernel.ByteImages;
import lenetspark.kernel.FloatImages;
import lenetspark.kernel.Images;
import lenetspark.model.LeNet;
import org.jspecify.annotations.Nullable;

/**
 * Reusable buffer of examples in the form of a network's input. It is filled again for every minibatch; only the first {@link
 * #size()} examples are valid.
 */
public final class Minibatch {

    private final int capacity;
    private final int[] featureShape;
    private final int[] labelShape;
    private final boolean bytes;
    private final float[] labels;
    private final InputPipeline pipeline;
    private final @Nullable InputTransform transform;
    private final @Nullable Augmenter augmenter;
    /** View of the examples in the shard's bytes; null unless they only need to be padded and scaled. */
    private final @Nullable ByteImages stored;
    /** Indices of the examples in their shard. */
    private final int[] examples;

    private float[] features = {};
    private FloatImages images = new FloatImages(features);
    /** Shard from which {@link #features()} computes the features; null if they are up to date. */
    private @Nullable Shard pending;

    private int size;

    /**
     * Creates a buffer for examples of {@code shard}.
     *
     * @param capacity maximum number of examples
     * @param pipeline of the examples
     */
    public Minibatch(Shard shard, int capacity, InputPipeline pipeline) {
        bytes = shard.features().isBytes();
        this.capacity = capacity;
        this.pipeline = pipeline;
        this.transform = bytes ? pipeline.transform() : null;
        this.featureShape = this.transform != null ? this.transform.outputShape() : shard.featureShape();
        this.augmenter = pipeline.augmenter(transform != null, featureShape);
        this.stored = augmenter == null ? stored(shard, transform, capacity) : null;
        this.labelShape = shard.labelShape();
        this.labels = new float[Math.multiplyExact(capacity, Shard.length(labelShape))];
        this.examples = new int[capacity];
    }

    private static @Nullable ByteImages stored(Shard shard, @Nullable InputTransform transform, int capacity) {
        return transform instanceof PadAndScale scale
                        && scale.size() == LeNet.INPUT_SIZE
                        && scale.height() * scale.width() == Shard.length(shard.featureShape())
                ? new ByteImages(scale.height(), scale.width(), scale.levels(), capacity)
                : null;
    }

    /**
     * Creates a buffer for images without labels, to be added by {@link #add}.
     *
     * @param capacity maximum number of images
     * @param transform of stored bytes
     * @param classes number of classes
     */
    public Minibatch(int capacity, InputTransform transform, int classes) {
        bytes = true;
        this.capacity = capacity;
        this.pipeline = InputPipeline.of(transform);
        this.transform = transform;
        this.featureShape = transform.outputShape();
        this.augmenter = null;
        this.stored = null;
        this.labelShape = new int[] {classes};
        this.labels = new float[Math.multiplyExact(capacity, classes)];
        this.examples = new int[0];
    }

    /**
     * Appends an image.
     *
     * @throws IllegalStateException if the buffer is full or was not created for images
     */
    public void add(byte[] pixels) {
        if (transform == null || size == capacity) {
            throw new IllegalStateException("Minibatch is full or was not created for images");
        }
        allocateFeatures();
        transform.apply(pixels, 0, features, size * transform.outputLength());
        size++;
    }

    /** Removes all examples and the references to their shard. */
    public void clear() {
        size = 0;
        pending = null;
        if (stored != null) {
            stored.clear();
        }
    }

    /** Returns whether examples of {@code shard} have the type and shapes of this buffer. */
    boolean fits(Shard shard) {
        int[] shape = transform != null ? transform.outputShape() : shard.featureShape();
        return shard.features().isBytes() == bytes
                && Arrays.equals(shape, featureShape)
                && Arrays.equals(shard.labelShape(), labelShape);
    }

    /**
     * Fills the buffer with the examples {@code order[from..to)} of {@code shard}.
     *
     * @param seed of the augmentation, which is a function of this seed and the example's index in the shard
     */
    public void fill(Shard shard, int[] order, int from, int to, long seed) {
        size = to - from;
        System.arraycopy(order, from, examples, 0, size);
        if (stored != null) {
            shard.features().select(stored, examples, size);
            pending = shard;
        } else {
            computeFeatures(shard, seed);
        }
        int labelLength = Shard.length(labelShape);
        for (int i = 0; i < size; i++) {
            shard.labels().copy(examples[i], labels, i * labelLength);
            pipeline.smooth(labels, i * labelLength, labelLength);
        }
    }

    private void computeFeatures(Shard shard, long seed) {
        allocateFeatures();
        int featureLength = Shard.length(featureShape);
        for (int i = 0; i < size; i++) {
            int example = examples[i];
            if (transform != null) {
                shard.features().transform(example, transform, features, i * featureLength);
                if (augmenter != null) {
                    augmenter.apply(features, i * featureLength, transform.background(), exampleSeed(seed, example));
                }
            } else {
                shard.features().copy(example, features, i * featureLength);
            }
        }
    }

    private void allocateFeatures() {
        if (features.length == 0) {
            features = new float[Math.multiplyExact(capacity, Shard.length(featureShape))];
            images = new FloatImages(features);
        }
    }

    /** Returns the augmentation seed of an example. The finalizer of MurmurHash3 decorrelates the seeds of neighbouring examples. */
    private static long exampleSeed(long seed, int example) {
        long hash = seed ^ example * 0xc6a4a7935bd1e995L;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** Returns the number of examples. */
    public int size() {
        return size;
    }

    /** Returns the maximum number of examples. */
    public int capacity() {
        return capacity;
    }

    /** Returns the inputs of the examples, row-major, one after the other; not copied. */
    public float[] features() {
        if (pending != null) {
            computeFeatures(pending, 0);
            pending = null;
        }
        return features;
    }

    /** Returns the inputs for the LeNet kernels, which read them from the shard if they only need to be padded and scaled. */
    Images images() {
        return stored != null ? stored : images;
    }

    /** Returns the labels of the examples, row-major, one after the other; not copied. */
    public float[] labels() {
        return labels;
    }

    /** Returns the number of floats in the input of one example. */
    public int featureLength() {
        return Shard.length(featureShape);
    }

    /** Returns the number of floats in the label of one example: the number of classes. */
    public int labelLength() {
        return Shard.length(labelShape);
    }

    /** Returns the ND4J shape of the inputs: {@code [size, ...]}. */
    public long[] featuresShape() {
        return withSize(featureShape);
    }

    /** Returns the ND4J shape of the labels: {@code [size, ...]}. */
    public long[] labelsShape() {
        return withSize(labelShape);
    }

    private long[] withSize(int[] shape) {
        long[] batchShape = new long[shape.length + 1];
        batchShape[0] = size;
        Arrays.setAll(batchShape, i -> i == 0 ? size : shape[i - 1]);
        return batchShape;
    }
}
