package lenetspark.job;

/** Work of a command, which runs after its configuration has been validated. */
@FunctionalInterface
public interface Job {

    /** Runs the job. The type of an exception determines the exit code of the process. */
    void run() throws Exception;
}
