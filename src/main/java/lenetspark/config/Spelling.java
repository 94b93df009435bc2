package lenetspark.config;

import java.util.Locale;

/** Conversion of names: {@code SCALED_TANH} is {@code scaled-tanh} in an option and "Scaled tanh" in a message. */
public final class Spelling {

    private Spelling() {}

    /** Returns the spelling of a constant on the command line and in files. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the name of an option as the beginning of a sentence. */
    public static String sentence(String option) {
        return Character.toUpperCase(option.charAt(0)) + option.substring(1).replace('-', ' ');
    }
}
