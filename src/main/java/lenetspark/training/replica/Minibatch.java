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
 * Examples gathered from a shard as a network takes them. A buffer: it is filled again for every minibatch, and only its
 * first {@link #size()} examples count.
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
    /** The examples in the shard's own bytes, where nothing is to be done with them but to scale them. */
    private final @Nullable ByteImages stored;
    /** Indices of the examples in their shard. */
    private final int[] examples;

    private float[] features = {};
    private FloatImages images = new FloatImages(features);
    /** The shard that the features are still to be made of, if somebody wants them. */
    private @Nullable Shard pending;

    private int size;

    /**
     * A buffer for examples of {@code shard}.
     *
     * @param capacity number of examples at most
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
     * A buffer for images without labels, which {@link #add} adds one by one.
     *
     * @param capacity number of images at most
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

    /** Adds an image behind the others. */
    public void add(byte[] pixels) {
        if (transform == null || size == capacity) {
            throw new IllegalStateException("No room for another image, or no images");
        }
        makeRoom();
        transform.apply(pixels, 0, features, size * transform.outputLength());
        size++;
    }

    /** Removes all examples, and lets go of their shard. */
    public void clear() {
        size = 0;
        pending = null;
        if (stored != null) {
            stored.clear();
        }
    }

    /** Whether examples of {@code shard} have the shapes that this buffer was made for. */
    boolean fits(Shard shard) {
        int[] shape = transform != null ? transform.outputShape() : shard.featureShape();
        return shard.features().isBytes() == bytes
                && Arrays.equals(shape, featureShape)
                && Arrays.equals(shard.labelShape(), labelShape);
    }

    /**
     * Gathers the examples {@code order[from..to)} of {@code shard}.
     *
     * @param seed of what is random in the pipeline; an example is distorted as its index and the seed say
     */
    public void fill(Shard shard, int[] order, int from, int to, long seed) {
        size = to - from;
        System.arraycopy(order, from, examples, 0, size);
        if (stored != null) {
            shard.features().select(stored, examples, size);
            pending = shard;
        } else {
            makeFeatures(shard, seed);
        }
        int labelLength = Shard.length(labelShape);
        for (int i = 0; i < size; i++) {
            shard.labels().copy(examples[i], labels, i * labelLength);
            pipeline.smooth(labels, i * labelLength, labelLength);
        }
    }

    private void makeFeatures(Shard shard, long seed) {
        makeRoom();
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

    private void makeRoom() {
        if (features.length == 0) {
            features = new float[Math.multiplyExact(capacity, Shard.length(featureShape))];
            images = new FloatImages(features);
        }
    }

    /** Far apart for neighbours too, whatever generator they seed (the finalizer of MurmurHash3). */
    private static long exampleSeed(long seed, int example) {
        long hash = seed ^ example * 0xc6a4a7935bd1e995L;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** Number of examples. */
    public int size() {
        return size;
    }

    /** Number of examples that the buffer has room for. */
    public int capacity() {
        return capacity;
    }

    /** The examples' inputs, row-major, one after the other; the buffer itself. */
    public float[] features() {
        if (pending != null) {
            makeFeatures(pending, 0);
            pending = null;
        }
        return features;
    }

    /** The examples' inputs for LeNet's kernels, which read them from the shard where they are only to be scaled. */
    Images images() {
        return stored != null ? stored : images;
    }

    /** The examples' labels, row-major, one after the other; the buffer itself. */
    public float[] labels() {
        return labels;
    }

    /** Number of floats in one example's input. */
    public int featureLength() {
        return Shard.length(featureShape);
    }

    /** Number of floats in one example's label: the number of classes. */
    public int labelLength() {
        return Shard.length(labelShape);
    }

    /** ND4J shape of the inputs: {@code [size, ...]}. */
    public long[] featuresShape() {
        return withSize(featureShape);
    }

    /** ND4J shape of the labels: {@code [size, ...]}. */
    public long[] labelsShape() {
        return withSize(labelShape);
    }

    private long[] withSize(int[] shape) {
        long[] whole = new long[shape.length + 1];
        whole[0] = size;
        Arrays.setAll(whole, i -> i == 0 ? size : shape[i - 1]);
        return whole;
    }
}
