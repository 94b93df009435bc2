package lenetspark.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Names the Spark jobs that the current thread starts, until it is closed. Job group and description are local properties of
 * the thread, and the application's own jobs may have some: closing restores them.
 */
public final class JobScope implements AutoCloseable {

    private static final String GROUP = "spark.jobGroup.id";
    private static final String DESCRIPTION = "spark.job.description";

    private final JavaSparkContext context;
    private final @Nullable String group;
    private final @Nullable String description;

    private JobScope(JavaSparkContext context) {
        this.context = context;
        this.group = context.getLocalProperty(GROUP);
        this.description = context.getLocalProperty(DESCRIPTION);
    }

    /** A scope that changes nothing yet. */
    public static JobScope open(JavaSparkContext context) {
        return new JobScope(context);
    }

    /** Describes the jobs from here on in Spark's UI. */
    public JobScope describe(String text) {
        context.setLocalProperty(DESCRIPTION, text);
        return this;
    }

    /** Puts the jobs into a group, except where the application has put them into one: its {@code cancelJobGroup} must reach them. */
    public JobScope groupUnlessGiven(String name) {
        if (group == null) {
            context.setLocalProperty(GROUP, name);
        }
        return this;
    }

    @Override
    public void close() {
        context.setLocalProperty(GROUP, group);
        context.setLocalProperty(DESCRIPTION, description);
    }
}
