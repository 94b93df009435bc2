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
import lenetspark.data.Sha256;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredExample;
import lenetspark.spark.JobScope;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** A part of a data set that the executors have decoded: what the driver knows of its examples, in their order. */
public final class DecodedSplit {

    /** The labels of all are one array. */
    private static final int MOST_EXAMPLES = Integer.MAX_VALUE - 8;

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
     * Decodes every example once; the pixels stay on the executors' disks.
     *
     * @param location of the examples, for errors
     * @param remedy for one that cannot be decoded
     * @throws DataException if there is such a one, or none at all
     */
    public static DecodedSplit read(
            String location, JavaRDD<StoredExample> examples, String remedy, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        // Decoding again would cost more than reading this: a kilobyte each.
        JavaRDD<ExampleBlock> blocks =
                examples.mapPartitions(new DecodeTask()).setName(location).persist(StorageLevel.DISK_ONLY());
        try (JobScope jobs = JobScope.open(context).describe("decode " + location)) {
            List<BlockSummary> facts = blocks.map(ExampleBlock::facts).collect();
            requireGood(facts, remedy);
            long count = facts.stream().mapToLong(BlockSummary::size).sum();
            if (count < 1 || count > MOST_EXAMPLES) {
                throw new DataException(location + ": has " + (count == 0 ? "no" : count) + " examples, expected 1 to "
                        + MOST_EXAMPLES);
            }
            DecodedOrder order = new DecodedOrder(location, facts);
            return of(location, facts, (int) count, new DecodedImages(location, context, blocks, order));
        } catch (Throwable e) {
            blocks.unpersist();
            throw e;
        }
    }

    /** The first of them, so that the message is the same on any number of cores. */
    private static void requireGood(List<BlockSummary> facts, String remedy) {
        List<BlockSummary> bad = facts.stream()
                .filter(block -> block.problem() != null)
                .sorted(Comparator.comparing(BlockSummary::source).thenComparing(BlockSummary::position))
                .toList();
        if (!bad.isEmpty()) {
            throw new DataException(bad.get(0).problem() + "; " + remedy
                    + (bad.size() == 1 ? "" : " (and " + (bad.size() - 1) + " more like it)"));
        }
    }

    private static DecodedSplit of(String location, List<BlockSummary> facts, int count, DecodedImages images) {
        Map<String, Short> names = new LinkedHashMap<>();
        short[] classes = new short[count];
        int[] sums = new int[count];
        int[] squares = new int[count];
        MessageDigest whole = Sha256.digest();
        DecodedOrder order = images.order();
        List<BlockSummary> inOrder =
                facts.stream().sorted(Comparator.comparingInt(order::start)).toList();
        for (BlockSummary block : inOrder) {
            for (int i = 0; i < block.size(); i++) {
                int example = order.start(block) + i;
                String name = block.name(i);
                if (!names.containsKey(name) && names.size() > ClassNames.MOST) {
                    throw new DataException(location + ": examples of more than " + ClassNames.MOST
                            + " classes, among them " + name + "; expected 2 to " + ClassNames.MOST);
                }
                classes[example] = names.computeIfAbsent(name, added -> (short) names.size());
                sums[example] = block.sum(i);
                squares[example] = block.square(i);
                block.digestInto(whole, i);
            }
        }
        String sha256 = Sha256.hex(whole);
        return new DecodedSplit(
                location,
                images,
                List.copyOf(names.keySet()),
                classes,
                new PixelSums(InputImage.PIXELS, sums, squares),
                new FileDigest("", (long) count * InputImage.PIXELS, sha256, sha256));
    }

    /** Frees what the executors keep of the images. */
    public void release() {
        images.release();
    }

    public String location() {
        return location;
    }

    /** The names of the classes of which there are examples. */
    public Collection<String> names() {
        return names;
    }

    /** The first example, in the order of all, of a class with such a name; there must be one. */
    public int first(Predicate<String> name) {
        return IntStream.range(0, classes.length)
                .filter(example -> name.test(names.get(classes[example])))
                .findFirst()
                .orElseThrow();
    }

    /** Whether the names of all classes are whole numbers from 0, as they are written. */
    public boolean numbered() {
        return names.stream().allMatch(name -> name.matches("0|[1-9][0-9]{0,8}"));
    }

    /** The name of an example's class. */
    public String className(int example) {
        return names.get(classes[example]);
    }

    /** Where the examples come from. */
    public DecodedOrder order() {
        return images.order();
    }

    /** All examples, with the places of their classes among these as labels. */
    public ExampleSet subset(List<String> classNames) {
        short[] labels = new short[classes.length];
        short[] places = new short[names.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = (short) classNames.indexOf(names.get(i));
            if (places[i] < 0) {
                throw new DataException(location + ": has the class " + names.get(i)
                        + ", expected those of the training set: " + ClassNames.shown(classNames));
            }
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = places[classes[i]];
        }
        return ExampleSet.all(images, labels, pixels);
    }

    /**
     * SHA-256 over the examples in their order: of each the name of its class in UTF-8, a zero byte, and SHA-256 of its 1,024
     * pixels.
     */
    public FileDigest digest(String name) {
        return new FileDigest(name, digest.bytes(), digest.sha256(), digest.contentSha256());
    }
}
