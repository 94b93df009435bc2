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
 * Events as columns of numbers, few enough to be drawn: neighbours are put together until at most so many are left, each the
 * mean of its events.
 */
final class MetricColumns {

    private static final MathContext DIGITS = new MathContext(6);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<JsonNode> events;
    private final int groups;
    private final ObjectNode columns = JSON.objectNode();

    /** Columns of {@code events}, each at most {@code most} long. */
    MetricColumns(List<JsonNode> events, int most) {
        this.events = events;
        this.groups = Math.min(most, events.size());
    }

    /** Adds a column of a field; null where none of the group's events has a number there. */
    MetricColumns mean(String field) {
        return mean(field, event -> number(event.path(field)));
    }

    /** Adds a column of what {@code value} finds in an event. */
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

    /** Adds a column of the place in the run where each group ends, in epochs. */
    MetricColumns place() {
        ArrayNode column = columns.putArray("at");
        for (int group = 0; group < groups; group++) {
            List<JsonNode> members = group(group);
            column.add(rounded(placeOf(members.get(members.size() - 1))));
        }
        return this;
    }

    ObjectNode toJson() {
        return columns;
    }

    /** How many epochs are completed by the end of an event. */
    private static double placeOf(JsonNode event) {
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

    static @Nullable Double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : null;
    }

    /** As many digits as a chart can show. */
    static JsonNode rounded(double value) {
        return Double.isFinite(value)
                ? JSON.numberNode(new BigDecimal(value).round(DIGITS).doubleValue())
                : JSON.nullNode();
    }
}
