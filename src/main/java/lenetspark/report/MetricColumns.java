package lenetspark.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Downsamples events to columns of numbers for a chart: consecutive events are combined into a limited number of
 * groups, and each value of a column is the mean over a group.
 */
final class MetricColumns {

    private static final MathContext DIGITS = new MathContext(6);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<JsonNode> events;
    private final int groups;
    private final ObjectNode columns = JSON.objectNode();

    /** Creates columns of {@code events} with at most {@code maxLength} values each. */
    MetricColumns(List<JsonNode> events, int maxLength) {
        this.events = events;
        this.groups = Math.min(maxLength, events.size());
    }

    /** Adds a column of a field. A value is null if the field is not a number in any event of the group. */
    MetricColumns mean(String field) {
        return mean(field, event -> number(event.path(field)));
    }

    /** Adds a column of the values that {@code value} computes from the events. */
    MetricColumns mean(String name, Function<JsonNode, @Nullable Double> value) {
        ArrayNode column = columns.putArray(name);
        for (int group = 0; group < groups; group++) {
            OptionalDouble mean = group(group).stream()
                    .map(value)
                    .filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .average();
            column.add(mean.isPresent() ? rounded(mean.getAsDouble()) : JSON.nullNode());
        }
        return this;
    }

    /** Adds the column {@code at}: the position in epochs at which each group ends. */
    MetricColumns position() {
        ArrayNode column = columns.putArray("at");
        for (int group = 0; group < groups; group++) {
            List<JsonNode> members = group(group);
            column.add(rounded(positionOf(members.get(members.size() - 1))));
        }
        return this;
    }

    ObjectNode toJson() {
        return columns;
    }

    /** Returns the number of epochs that are completed at the end of an event. */
    private static double positionOf(JsonNode event) {
        double epoch = event.path("epoch").asDouble();
        return event.has("round")
                ? epoch
                        - 1
                        + event.path("round").asDouble() / event.path("rounds").asDouble()
                : epoch;
    }

    private List<JsonNode> group(int group) {
        long size = events.size();
        return events.subList((int) (group * size / groups), (int) ((group + 1) * size / groups));
    }

    /** Returns a JSON number as a double; null if the value is not a number. */
    static @Nullable Double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : null;
    }

    /** Rounds to as many digits as a chart can show. A value that is not finite becomes null. */
    static JsonNode rounded(double value) {
        return Double.isFinite(value)
                ? JSON.numberNode(new BigDecimal(value).round(DIGITS).doubleValue())
                : JSON.nullNode();
    }
}
