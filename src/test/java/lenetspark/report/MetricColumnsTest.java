package lenetspark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MetricColumnsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<JsonNode> epochs(int count) {
        List<JsonNode> epochs = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            epochs.add(JSON.createObjectNode().put("epoch", i).put("loss", (double) i));
        }
        return epochs;
    }

    @Example
    void shouldKeepEveryEventBelowTheLimit() {
        assertThat(new MetricColumns(epochs(3), 3).position().mean("loss").toJson())
                .hasToString("{\"at\":[1.0,2.0,3.0],\"loss\":[1.0,2.0,3.0]}");
    }

    @Example
    void shouldCombineNeighboursAboveTheLimit() {
        assertThat(new MetricColumns(epochs(5), 2).position().mean("loss").toJson())
                .hasToString("{\"at\":[2.0,5.0],\"loss\":[1.5,4.0]}");
    }

    @Example
    void shouldPositionARoundWithinItsEpoch() throws Exception {
        JsonNode round = JSON.readTree("{\"epoch\":3,\"round\":1,\"rounds\":4}");

        assertThat(new MetricColumns(List.of(round), 9).position().toJson()).hasToString("{\"at\":[2.25]}");
    }

    @Example
    void shouldReturnNullWhereNothingWasMeasured() throws Exception {
        List<JsonNode> events = List.of(
                JSON.readTree("{\"epoch\":1,\"loss\":null}"), JSON.readTree("{\"epoch\":2,\"loss\":\"NaN\"}"),
                JSON.readTree("{\"epoch\":3}"), JSON.readTree("{\"epoch\":4,\"loss\":0.1234567891}"));

        assertThat(new MetricColumns(events, 9).mean("loss").toJson())
                .hasToString("{\"loss\":[null,null,null,0.123457]}");
    }

    @Example
    void shouldBeEmptyWithoutEvents() {
        assertThat(new MetricColumns(List.of(), 9).position().mean("loss").toJson())
                .hasToString("{\"at\":[],\"loss\":[]}");
    }

    @Property(tries = 100)
    void shouldRespectTheLimitAndEndWithTheLastEvent(
            @ForAll @IntRange(min = 1, max = 300) int events, @ForAll @IntRange(min = 1, max = 40) int most) {
        JsonNode at =
                new MetricColumns(epochs(events), most).position().toJson().get("at");

        assertThat(at).hasSize(Math.min(events, most));
        assertThat(at.get(at.size() - 1).asInt()).isEqualTo(events);
    }
}
