package lenetspark.job.train;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lenetspark.config.TrainConfig;
import lenetspark.data.FileDigest;
import lenetspark.job.BuildInfo;
import lenetspark.job.Networks;
import lenetspark.model.NetworkSummary;
import lenetspark.recipe.TrainingData;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Content of {@code run.json}: the provenance of the model of a run.
 *
 * @param run id of the run: random for a new run, unchanged when it is resumed
 * @param started start time in UTC (ISO 8601)
 * @param configuration all settings by the names of their options
 * @param chosen names of the options whose values the run has chosen, because their value is auto
 * @param replicas partitions of the training set
 * @param engine training engine of the replicas
 * @param data SHA-256 and size of each data file, or of training set and test set
 * @param classes class names in the order of their labels
 * @param result null until the run has ended
 */
record RunRecord(
        String run,
        String started,
        Map<String, String> configuration,
        List<String> chosen,
        int replicas,
        String engine,
        Map<String, String> versions,
        String dataUri,
        Map<String, FileDigest> data,
        List<String> classes,
        NetworkSummary network,
        long parameters,
        @Nullable Result result) {

    /**
     * Result of a run. A stopped run has no model and no test results.
     *
     * @param computedBy engine with its vector width, on which the bits of the result depend
     */
    record Result(
            String finished,
            String reason,
            @Nullable String computedBy,
            int epochs,
            int bestEpoch,
            @Nullable Double validationAccuracy,
            @Nullable Double testAccuracy,
            @Nullable Double testLoss,
            @Nullable String modelSha256,
            double seconds) {}

    /** Returns the record of a run that starts now. */
    static RunRecord start(String run, String engine, TrainingData data) {
        TrainConfig config = data.config();
        NetworkSummary summary = NetworkSummary.ofLeNet(
                Networks.untrained(config.network(), data.dataset().classNames().size()));
        return new RunRecord(
                run,
                Instant.now().toString(),
                RunSettings.of(config),
                List.copyOf(data.chosen().keySet()),
                data.replicas(),
                engine,
                versions(data.context()),
                data.dataset().uri(),
                data.dataset().digests(),
                data.dataset().classNames(),
                summary,
                summary.parameters(),
                null);
    }

    /** Returns the same record with a result. */
    RunRecord withResult(Result newResult) {
        return new RunRecord(
                run,
                started,
                configuration,
                chosen,
                replicas,
                engine,
                versions,
                dataUri,
                data,
                classes,
                network,
                parameters,
                newResult);
    }

    private static Map<String, String> versions(JavaSparkContext context) {
        BuildInfo build = BuildInfo.load();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("lenet-spark", build.version());
        versions.put("gitCommit", build.commit() + (build.modified() ? " with changes" : ""));
        versions.put("spark", context.version());
        versions.put("hadoop", VersionInfo.getVersion());
        versions.put("deeplearning4j", BuildInfo.libraryVersion("org.deeplearning4j", "deeplearning4j-nn"));
        versions.put("java", Runtime.version().toString());
        return versions;
    }
}
