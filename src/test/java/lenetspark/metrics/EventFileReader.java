package lenetspark.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.WireFormat;
import org.tensorflow.framework.Summary;

/** Reads TensorBoard event files according to their specification, with checksums, independently of the writer. */
final class EventFileReader {

    /** An event. The first event of a file has a {@code version}, the others have {@code values}. */
    record Event(double wallTime, long step, String version, List<Summary.Value> values) {}

    private EventFileReader() {}

    static List<Event> read(byte[] file) throws IOException {
        List<Event> events = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            byte[] header = Arrays.copyOfRange(file, in.position(), in.position() + 8);
            int length = (int) in.getLong();
            assertThat(in.getInt()).as("checksum of the length").isEqualTo(masked(header));
            byte[] data = new byte[length];
            in.get(data);
            assertThat(in.getInt()).as("checksum of the data").isEqualTo(masked(data));
            events.add(event(data));
        }
        return events;
    }

    private static Event event(byte[] data) throws IOException {
        double wallTime = 0;
        long step = 0;
        String version = "";
        List<Summary.Value> values = List.of();
        CodedInputStream in = CodedInputStream.newInstance(data);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> wallTime = in.readDouble();
                case 2 -> step = in.readInt64();
                case 3 -> version = in.readString();
                case 5 -> values = Summary.parseFrom(in.readByteArray()).getValueList();
                default -> throw new AssertionError("Unexpected field " + tag);
            }
        }
        return new Event(wallTime, step, version, values);
    }

    /** CRC-32C bit by bit (reflected polynomial 0x82f63b78), then rotated and shifted as TFRecord specifies. */
    private static int masked(byte[] data) {
        int crc = ~0;
        for (byte value : data) {
            crc ^= value & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        crc = ~crc;
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }
}
