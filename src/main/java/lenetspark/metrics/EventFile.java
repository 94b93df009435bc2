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
 * Encoder for a TensorBoard event file: a sequence of TFRecords (length, checksum of the length, data, checksum of the data;
 * little-endian), each with an {@code Event} message of TensorFlow's event.proto.
 */
final class EventFile {

    // Field numbers of Event, for which ND4J has no class.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;

    private static final int BUCKETS = 64;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /** Creates a file without summaries, started at {@code time}. */
    EventFile(Instant time) {
        add(time, out -> out.writeString(FILE_VERSION, "brain.Event:2"));
    }

    /** Adds a summary at a training step. */
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

    /** Returns a histogram with {@value #BUCKETS} buckets of equal width between the minimum and the maximum. */
    static Summary.Value histogram(String tag, float[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
            squares += (double) value * value;
        }
        double width = max > min ? (max - min) / BUCKETS : 1;
        long[] counts = new long[BUCKETS];
        for (float value : values) {
            counts[(int) Math.min(BUCKETS - 1, (value - min) / width)]++;
        }
        HistogramProto.Builder histogram = HistogramProto.newBuilder()
                .setMin(min)
                .setMax(max)
                .setNum(values.length)
                .setSum(sum)
                .setSumSquares(squares);
        for (int i = 0; i < BUCKETS; i++) {
            histogram.addBucketLimit(min + (i + 1) * width).addBucket(counts[i]);
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
            throw new UncheckedIOException("An event could not be encoded", e);
        }
        addRecord(event.toByteArray());
    }

    private void addRecord(byte[] data) {
        byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
        content.writeBytes(length);
        content.writeBytes(
                littleEndian(Integer.BYTES).putInt(maskedChecksum(length)).array());
        content.writeBytes(data);
        content.writeBytes(
                littleEndian(Integer.BYTES).putInt(maskedChecksum(data)).array());
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the masked CRC-32C of TFRecord. The mask keeps the checksum effective for data that contains checksums. */
    private static int maskedChecksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }
}
