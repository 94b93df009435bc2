package lenetspark.job;

/** What a command does once its configuration is known to be valid. */
@FunctionalInterface
public interface Job {

    /** Runs to the end; its exceptions decide the exit code of the process. */
    void run() throws Exception;
}
