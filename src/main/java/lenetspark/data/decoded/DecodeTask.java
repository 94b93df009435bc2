package lenetspark.data.decoded;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import lenetspark.data.Sha256;
import lenetspark.data.image.ImageException;
import lenetspark.data.image.InputImage;
import lenetspark.data.image.StoredExample;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;

/** Decodes the examples of a partition, block by block. */
final class DecodeTask implements FlatMapFunction<Iterator<StoredExample>, ExampleBlock> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<ExampleBlock> call(Iterator<StoredExample> examples) {
        return new Blocks(examples);
    }

    private static final class Blocks implements Iterator<ExampleBlock> {
        private final Iterator<StoredExample> examples;
        private final byte[] pixels = new byte[ExampleBlock.CAPACITY * InputImage.PIXELS];
        private @Nullable StoredExample next;

        Blocks(Iterator<StoredExample> examples) {
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
            BlockSummary facts = new BlockSummary(first.source(), first.position(), ExampleBlock.CAPACITY);
            String problem = null;
            while (problem == null && next != null && continues(facts, next)) {
                problem = add(next, facts);
                if (problem == null) {
                    advance();
                }
            }
            if (problem != null && facts.size() == 0) {
                advance();
                return new ExampleBlock(BlockSummary.ofProblem(first, problem), new byte[0]);
            }
            facts.trim();
            return new ExampleBlock(facts, Arrays.copyOf(pixels, facts.size() * InputImage.PIXELS));
        }

        private static boolean continues(BlockSummary facts, StoredExample example) {
            return facts.size() < ExampleBlock.CAPACITY
                    && example.source().equals(facts.source())
                    && example.position() == facts.position() + facts.size();
        }

        /** Returns what is wrong with the example; null if it was added. */
        private @Nullable String add(StoredExample example, BlockSummary facts) {
            String label = example.label();
            if (label == null) {
                return example.image().id() + ": no class: the column is null";
            }
            try {
                byte[] image = example.image().decode().pixels();
                System.arraycopy(image, 0, pixels, facts.size() * InputImage.PIXELS, InputImage.PIXELS);
                facts.add(image, label, Sha256.digest());
                return null;
            } catch (ImageException e) {
                return example.image().id() + ": " + e.getMessage();
            }
        }
    }
}
