import lenetspark.cli.LeNetCommand;

/** The entry point, for {@code spark-submit --class LeNetJob}. */
@SuppressWarnings("DefaultPackage")
public final class LeNetJob {

    private LeNetJob() {}

    /** Runs a command; see {@link LeNetCommand#run}. */
    public static void main(String[] arguments) {
        int code = LeNetCommand.run(arguments, System.out, System.err);
        // YARN in cluster mode takes a System.exit of the driver, even with 0, for a failure.
        if (code != 0) {
            System.exit(code);
        }
    }
}
