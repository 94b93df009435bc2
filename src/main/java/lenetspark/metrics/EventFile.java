package lenetspark.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;

/**
 * The content of a TensorBoard event file: TFRecords (length, its checksum, data, its checksum; little-endian), each an
 * {@code Event} message of TensorFlow's event.proto with a summary.
 */
final class EventFile {

    /** Fields of {@code Event}, whose class ND4J does not have. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;

    private static final int BUCKETS = 64;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /** An empty file, begun at {@code time}. */
    EventFile(Instant time) {
        add(time, out -> out.writeString(FILE_VERSION, "brain.Event:2"));
    }

    /** Adds a summary at a step of the training. */
    void add(Instant time, long step, Summary summary) {
        add(time, out -> {
            out.writeInt64(STEP, step);
            out.writeMessage(SUMMARY, summary);
        });
    }

    byte[] bytes() {
        return content.toByteArray();
    }

    static Summary.Value scalar(String tag, double value) {
        return Summary.Value.newBuilder()
                .setTag(tag)
                .setSimpleValue((float) value)
                .build();
    }

    /** How many of the values lie in each of 64 intervals of one width between the least and the greatest. */
    static Summary.Value histogram(String tag, float[] values) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
            sum += value;
            squares += (double) value * value;
        }
        double width = greatest > least ? (greatest - least) / BUCKETS : 1;
        long[] counts = new long[BUCKETS];
        for (float value : values) {
            counts[(int) Math.min(BUCKETS - 1, (value - least) / width)]++;
        }
        HistogramProto.Builder histogram = HistogramProto.newBuilder()
                .setMin(least)
                .setMax(greatest)
                .setNum(values.length)
                .setSum(sum)
                .setSumSquares(squares);
        for (int i = 0; i < BUCKETS; i++) {
            histogram.addBucketLimit(least + (i + 1) * width).addBucket(counts[i]);
        }
        return Summary.Value.newBuilder().setTag(tag).setHisto(histogram).build();
    }

    private void add(Instant time, Fields fields) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(event);
            out.writeDouble(WALL_TIME, time.toEpochMilli() / 1e3);
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        record(event.toByteArray());
    }

    private void record(byte[] data) {
        byte[] length = little(Long.BYTES).putLong(data.length).array();
        content.writeBytes(length);
        content.writeBytes(little(Integer.BYTES).putInt(maskedChecksum(length)).array());
        content.writeBytes(data);
        content.writeBytes(little(Integer.BYTES).putInt(maskedChecksum(data)).array());
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** As TFRecord has it, so that the checksum of data that holds checksums is still a good one. */
    private static int maskedChecksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }
}
