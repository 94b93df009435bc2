package lenetspark.data.decoded;

import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import lenetspark.data.ClassNames;
import lenetspark.data.DataException;
import lenetspark.data.ExampleSet;
import lenetspark.data.FileDigest;
import lenetspark.data.PixelSums;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredExample;
import lenetspark.spark.JobScope;
import lenetspark.storage.Sha256;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Training or test set that the executors have decoded. It holds the classes, pixel sums and digest of its examples in
 * order, on the driver.
 */
public final class DecodedSplit {

    /** Largest number of examples, because the labels are stored in one array. */
    private static final int MAX_EXAMPLES = Integer.MAX_VALUE - 8;

    private final String location;
    private final DecodedImages images;
    private final List<String> names;
    private final short[] classes;
    private final PixelSums pixels;
    private final FileDigest digest;

    private DecodedSplit(
            String location,
            DecodedImages images,
            List<String> names,
            short[] classes,
            PixelSums pixels,
            FileDigest digest) {
        this.location = location;
        this.images = images;
        this.names = names;
        this.classes = classes;
        this.pixels = pixels;
        this.digest = digest;
    }

    /**
     * Decodes every example once and persists the pixels on the disks of the executors.
     *
     * @param location URI of the examples, for messages
     * @param remedy advice to the user if an example cannot be decoded
     * @throws DataException if an example cannot be decoded or there are no examples
     */
    public static DecodedSplit read(
            String location, JavaRDD<StoredExample> examples, String remedy, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        // Reading a decoded image of one kilobyte from disk is cheaper than decoding it again.
        JavaRDD<ExampleBlock> blocks =
                examples.mapPartitions(new DecodeTask()).setName(location).persist(StorageLevel.DISK_ONLY());
        try (JobScope jobs = JobScope.open(context).describe("decode " + location)) {
            List<BlockSummary> summaries = blocks.map(ExampleBlock::summary).collect();
            requireDecoded(summaries, remedy);
            long count = summaries.stream().mapToLong(BlockSummary::size).sum();
            if (count < 1 || count > MAX_EXAMPLES) {
                throw new DataException(
                        location + ": has " + (count == 0 ? "no" : count) + " examples, expected 1 to " + MAX_EXAMPLES);
            }
            DecodedOrder order = new DecodedOrder(location, summaries);
            return of(location, summaries, (int) count, new DecodedImages(location, context, blocks, order));
        } catch (Throwable e) {
            blocks.unpersist();
            throw e;
        }
    }

    /** Reports the first failure in source order, so that the message does not depend on the number of cores. */
    private static void requireDecoded(List<BlockSummary> summaries, String remedy) {
        List<BlockSummary> failed = summaries.stream()
                .filter(block -> block.problem() != null)
                .sorted(Comparator.comparing(BlockSummary::source).thenComparing(BlockSummary::position))
                .toList();
        if (!failed.isEmpty()) {
            throw new DataException(failed.get(0).problem() + "; " + remedy
                    + (failed.size() == 1 ? "" : " (and " + (failed.size() - 1) + " more like it)"));
        }
    }

    private static DecodedSplit of(String location, List<BlockSummary> summaries, int count, DecodedImages images) {
        Map<String, Short> names = new LinkedHashMap<>();
        short[] classes = new short[count];
        int[] sums = new int[count];
        int[] squareSums = new int[count];
        MessageDigest digest = Sha256.digest();
        DecodedOrder order = images.order();
        List<BlockSummary> inOrder =
                summaries.stream().sorted(Comparator.comparingInt(order::start)).toList();
        for (BlockSummary block : inOrder) {
            for (int i = 0; i < block.size(); i++) {
                int example = order.start(block) + i;
                String name = block.name(i);
                if (!names.containsKey(name) && names.size() > ClassNames.MAX_CLASSES) {
                    throw new DataException(location + ": examples of more than " + ClassNames.MAX_CLASSES
                            + " classes, among them " + name + "; expected 2 to " + ClassNames.MAX_CLASSES);
                }
                classes[example] = names.computeIfAbsent(name, added -> (short) names.size());
                sums[example] = block.sum(i);
                squareSums[example] = block.squareSum(i);
                block.updateDigest(digest, i);
            }
        }
        String sha256 = Sha256.hex(digest);
        return new DecodedSplit(
                location,
                images,
                List.copyOf(names.keySet()),
                classes,
                new PixelSums(InputImage.PIXELS, sums, squareSums),
                new FileDigest("", (long) count * InputImage.PIXELS, sha256, sha256));
    }

    /** Frees the images that the executors have persisted. */
    public void release() {
        images.release();
    }

    /** Returns the URI of the examples. */
    public String location() {
        return location;
    }

    /** Returns the names of the classes that have examples. */
    public Collection<String> names() {
        return names;
    }

    /** Returns the index of the first example whose class name matches the predicate; one must exist. */
    public int firstExample(Predicate<String> name) {
        return IntStream.range(0, classes.length)
                .filter(example -> name.test(names.get(classes[example])))
                .findFirst()
                .orElseThrow();
    }

    /** Returns whether every class name is a non-negative whole number without leading zeros. */
    public boolean hasNumericNames() {
        return names.stream().allMatch(name -> name.matches("0|[1-9][0-9]{0,8}"));
    }

    /** Returns the class name of an example. */
    public String className(int example) {
        return names.get(classes[example]);
    }

    /** Returns the order of the examples, which gives the source and position of each. */
    public DecodedOrder order() {
        return images.order();
    }

    /**
     * Returns all examples; the label of each is the index of its class in {@code classNames}.
     *
     * @throws DataException if the set contains another class
     */
    public ExampleSet examples(List<String> classNames) {
        short[] labels = new short[classes.length];
        short[] labelOfClass = new short[names.size()];
        for (int i = 0; i < labelOfClass.length; i++) {
            labelOfClass[i] = (short) classNames.indexOf(names.get(i));
            if (labelOfClass[i] < 0) {
                throw new DataException(location + ": has the class " + names.get(i)
                        + ", expected those of the training set: " + ClassNames.join(classNames));
            }
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labelOfClass[classes[i]];
        }
        return ExampleSet.all(images, labels, pixels);
    }

    /**
     * Returns the SHA-256 over the examples in order, computed from the class name in UTF-8, a zero byte, and the
     * SHA-256 of the 1,024 pixels of each example.
     */
    public FileDigest digest(String name) {
        return new FileDigest(name, digest.bytes(), digest.sha256(), digest.contentSha256());
    }
}
