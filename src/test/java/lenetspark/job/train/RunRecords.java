package lenetspark.job.train;

import java.util.List;
import java.util.Map;
import lenetspark.model.NetworkSummary;

/** Run records for tests. */
final class RunRecords {

    private RunRecords() {}

    /** Returns the record of a run that has not ended, without settings, data and network. */
    static RunRecord empty() {
        return new RunRecord(
                "",
                "",
                Map.of(),
                List.of(),
                1,
                "SIMD",
                Map.of(),
                "",
                Map.of(),
                List.of(),
                new NetworkSummary(List.of()),
                0,
                null);
    }
}
