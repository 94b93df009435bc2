package lenetspark.job.train;

import java.util.Map;
import lenetspark.config.Option.Effect;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.data.FileDigest;

/** Settings of a run by the names of their options, from a configuration whose values were resolved. */
final class RunSettings {

    /** The only setting that may increase when a run is resumed. */
    static final String EPOCHS = "epochs";

    private static final Options<TrainConfig> OPTIONS = Options.of(TrainConfig.class);

    private RunSettings() {}

    /** Returns all settings of the run, as a user could write them. */
    static Map<String, String> of(TrainConfig resolved) {
        return OPTIONS.settings(resolved, effect -> effect != Effect.LOCATION);
    }

    /**
     * Returns the settings that determine the bits of the result and must not change on resume; {@link #EPOCHS} may increase.
     * Defaults are included, so that an option that is dropped on resume counts as a difference.
     */
    static Map<String, String> resumable(TrainConfig resolved, Map<String, FileDigest> data) {
        Map<String, String> settings = OPTIONS.settings(resolved, effect -> effect == Effect.RESULT);
        data.forEach((name, digest) -> settings.put(name, digest.contentSha256()));
        return settings;
    }
}
