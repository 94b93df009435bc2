package lenetspark.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Sets the job group and description of the Spark jobs that the current thread starts, until it is closed. Both are local
 * properties of the thread that the application may have set for its own jobs, so closing restores the previous values.
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

    /** Opens a scope that does not change any property yet. */
    public static JobScope open(JavaSparkContext context) {
        return new JobScope(context);
    }

    /** Sets the description in the Spark UI of the jobs started from now on. */
    public JobScope describe(String text) {
        context.setLocalProperty(DESCRIPTION, text);
        return this;
    }

    /** Sets the job group, unless the application has set one, whose {@code cancelJobGroup} must cancel these jobs too. */
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
