package lenet.job;

/** What a command does once its configuration is known to be valid. */
@FunctionalInterface
interface Job {

    /** Runs to the end; {@link ExitCode} says what each exception means to the user. */
    void run() throws Exception;
}
