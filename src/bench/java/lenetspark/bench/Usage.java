package lenetspark.bench;

import java.util.function.Supplier;

/** Parses the arguments of a benchmark. Invalid arguments end the process with a one-line message and exit code 2. */
public final class Usage {

    private Usage() {}

    /**
     * Parses the arguments, or prints the usage and ends the process.
     *
     * @param usage class and its arguments
     * @param arguments arguments to print if they are invalid
     * @param parser throws an IllegalArgumentException or IndexOutOfBoundsException if the arguments are invalid
     */
    public static <T> T parse(String usage, String[] arguments, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            System.err.printf("Usage: %s; got: %s%n", usage, String.join(" ", arguments));
            System.exit(2);
            throw e;
        }
    }

    /** Parses a number that must be at least 1. */
    public static int count(String argument) {
        int count = Integer.parseInt(argument);
        if (count < 1) {
            throw new IllegalArgumentException(argument);
        }
        return count;
    }
}
