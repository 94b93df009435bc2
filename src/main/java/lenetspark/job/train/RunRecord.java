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
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}: where a run's model came from.
 *
 * @param run identifies the run: drawn when it starts from the beginning, kept when it is resumed
 * @param started when, in UTC (ISO 8601)
 * @param configuration every setting by the name of its option
 * @param replicas partitions of the training set
 * @param engine what computed inside the replicas
 * @param data SHA-256 and size of every data file, or of training set and test set
 * @param classes the names of the classes, in the order of their labels
 * @param result null until the run has ended
 */
record RunRecord(
        String run,
        String started,
        Map<String, String> configuration,
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
     * How the run ended, untested and without a model if it was stopped; {@code computedBy} names the engine with its vector
     * width, on which the bits depend.
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

    static RunRecord starting(String run, TrainConfig config, String engine, TrainingData data) {
        NetworkSummary summary = NetworkSummary.ofLeNet(
                Networks.untrained(config.network(), data.dataset().classNames().size()));
        return new RunRecord(
                run,
                Instant.now().toString(),
                RunSettings.of(config, data.found()),
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

    RunRecord ended(Result how) {
        return new RunRecord(
                run,
                started,
                configuration,
                replicas,
                engine,
                versions,
                dataUri,
                data,
                classes,
                network,
                parameters,
                how);
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
