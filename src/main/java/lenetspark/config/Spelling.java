package lenetspark.config;

import java.util.Locale;

/** How names are spelled: {@code SCALED_TANH} is {@code scaled-tanh} in an option and "Scaled tanh" in a sentence. */
public final class Spelling {

    private Spelling() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static String sentence(String option) {
        return Character.toUpperCase(option.charAt(0)) + option.substring(1).replace('-', ' ');
    }
}
