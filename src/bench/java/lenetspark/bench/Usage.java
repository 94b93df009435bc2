package lenetspark.bench;

import java.util.function.Supplier;

/** Ends a benchmark whose arguments are wrong with one line and exit code 2. */
public final class Usage {

    private Usage() {}

    /**
     * Returns what {@code parser} makes of the arguments, or ends the process.
     *
     * @param usage the class and its arguments
     * @param parser throws an IllegalArgumentException or IndexOutOfBoundsException if they are wrong
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

    /** Returns a number of 1 or more. */
    public static int count(String argument) {
        int count = Integer.parseInt(argument);
        if (count < 1) {
            throw new IllegalArgumentException(argument);
        }
        return count;
    }
}
