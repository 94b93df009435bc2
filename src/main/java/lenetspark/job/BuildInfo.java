package lenetspark.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Version information recorded by the build; "unknown" for a missing value.
 *
 * @param version version of the project
 * @param commit full hash of the commit
 * @param modified whether the working tree differed from the commit
 */
public record BuildInfo(String version, String commit, boolean modified) {

    private static final String UNKNOWN = "unknown";

    /** Returns the information of the running program. */
    public static BuildInfo load() {
        return of(properties("/lenetspark/build.properties"));
    }

    /** Returns the version of a library, which Maven recorded in its jar. */
    public static String libraryVersion(String group, String artifact) {
        return properties("/META-INF/maven/%s/%s/pom.properties".formatted(group, artifact))
                .getProperty("version", UNKNOWN);
    }

    private static Properties properties(String resource) {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream(resource)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    static BuildInfo of(Properties properties) {
        return new BuildInfo(
                properties.getProperty("git.build.version", UNKNOWN),
                properties.getProperty("git.commit.id.full", UNKNOWN),
                Boolean.parseBoolean(properties.getProperty("git.dirty")));
    }

    @Override
    public String toString() {
        return "lenet-spark " + version + ", commit " + commit + (modified ? " with changes" : "");
    }
}
