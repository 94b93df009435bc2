package lenetspark.config.option;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import lenetspark.config.Option;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Conversion of text to the type of an option, for the command line and for files. */
final class OptionTypes {

    private OptionTypes() {}

    /**
     * Converts a text to a value.
     *
     * @throws TypeConversionException if the text is invalid; the message describes a valid one, such as "a whole number"
     */
    static Object parse(Class<?> type, String text) {
        Object value;
        if (type == int.class || type == Integer.class) {
            value = wholeNumber(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
        } else if (type == long.class || type == Long.class) {
            value = wholeNumber(text, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == double.class || type == Double.class) {
            value = number(text);
        } else if (type == boolean.class || type == Boolean.class) {
            value = trueOrFalse(text);
        } else if (type == Duration.class) {
            value = duration(text);
        } else if (type.isEnum()) {
            value = constant(type, text);
        } else if (type == String.class) {
            value = text;
        } else {
            throw new IllegalArgumentException("Option type must be a supported one, got: " + type.getName());
        }
        return value;
    }

    /** Converts a text to a value, or {@value Option#AUTO} to null. */
    static @Nullable Object parseUnlessAutomatic(Class<?> type, String text) {
        if (text.equals(Option.AUTO)) {
            return null;
        }
        try {
            return parse(type, text);
        } catch (TypeConversionException e) {
            throw new TypeConversionException(Option.AUTO + " or " + e.getMessage());
        }
    }

    private static Long wholeNumber(String text, long min, long max) {
        if (!text.matches("[+-]?[0-9]+")) {
            throw new TypeConversionException("a whole number");
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The text has more digits than a long, so it is out of range.
        }
        throw new TypeConversionException("a whole number from " + min + " to " + max);
    }

    // BigDecimal parses decimal and scientific notation only: no NaN, Infinity, hexadecimal number or suffix such as
    // 1f.
    private static Double number(String text) {
        return convert(() -> new BigDecimal(text).doubleValue(), "a number");
    }

    private static Boolean trueOrFalse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new TypeConversionException("true or false");
        };
    }

    private static Duration duration(String text) {
        boolean iso = text.regionMatches(true, 0, "P", 0, 1);
        return convert(
                () -> Duration.parse(iso ? text : "PT" + text), "a duration such as 30s, 10m, 2h, 1h30m or PT10M");
    }

    private static Object constant(Class<?> type, String text) {
        Object[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(Arrays.stream(constants)
                        .map(Object::toString)
                        .collect(Collectors.joining(", ", "one of ", ""))));
    }

    private static <T> T convert(Conversion<T> conversion, String expected) {
        try {
            return conversion.run();
        } catch (NumberFormatException | DateTimeException e) {
            throw new TypeConversionException(expected);
        }
    }

    private interface Conversion<T> {
        T run();
    }
}
