package lenetspark.data.decoded;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import lenetspark.data.image.ImageException;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredExample;
import lenetspark.storage.Sha256;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;

/** Task that decodes the examples of a partition, block by block. */
final class DecodeTask implements FlatMapFunction<Iterator<StoredExample>, ExampleBlock> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<ExampleBlock> call(Iterator<StoredExample> examples) {
        return new BlockIterator(examples);
    }

    private static final class BlockIterator implements Iterator<ExampleBlock> {
        private final Iterator<StoredExample> examples;
        private final byte[] pixels = new byte[ExampleBlock.CAPACITY * InputImage.PIXELS];
        private @Nullable StoredExample next;

        BlockIterator(Iterator<StoredExample> examples) {
            this.examples = examples;
            advance();
        }

        private void advance() {
            next = examples.hasNext() ? examples.next() : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public ExampleBlock next() {
            StoredExample first = next;
            if (first == null) {
                throw new NoSuchElementException();
            }
            BlockSummary summary = new BlockSummary(first.source(), first.position(), ExampleBlock.CAPACITY);
            String problem = null;
            while (problem == null && next != null && continues(summary, next)) {
                problem = add(next, summary);
                if (problem == null) {
                    advance();
                }
            }
            if (problem != null && summary.size() == 0) {
                advance();
                return new ExampleBlock(BlockSummary.ofProblem(first, problem), new byte[0]);
            }
            summary.trim();
            return new ExampleBlock(summary, Arrays.copyOf(pixels, summary.size() * InputImage.PIXELS));
        }

        private static boolean continues(BlockSummary summary, StoredExample example) {
            return summary.size() < ExampleBlock.CAPACITY
                    && example.source().equals(summary.source())
                    && example.position() == summary.position() + summary.size();
        }

        /** Decodes and adds the example. Returns the reason if that is not possible, else null. */
        private @Nullable String add(StoredExample example, BlockSummary summary) {
            String label = example.label();
            if (label == null) {
                return example.image().id() + ": no class: the column is null";
            }
            try {
                byte[] image = example.image().decode().pixels();
                System.arraycopy(image, 0, pixels, summary.size() * InputImage.PIXELS, InputImage.PIXELS);
                summary.add(image, label, Sha256.digest());
                return null;
            } catch (ImageException e) {
                return example.image().id() + ": " + e.getMessage();
            }
        }
    }
}
