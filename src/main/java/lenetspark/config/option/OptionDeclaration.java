package lenetspark.config.option;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import lenetspark.config.Option;
import org.apache.commons.text.WordUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Option that a record component declares.
 *
 * @param section heading of the section
 * @param path components from the outermost record to the one that declares the option
 */
public record OptionDeclaration(Option option, String section, List<RecordComponent> path) {

    /** Width of the descriptions in a help of 120 columns. */
    private static final int MAX_LINE = 90;

    private static final char NO_BREAK_SPACE = '\u00a0';

    public OptionDeclaration {
        path = List.copyOf(path);
        if (option.defaultValue().isEmpty()
                && option.required().isEmpty()
                && !isOptional(path)
                && !isPositional(path)) {
            throw new IllegalArgumentException(
                    "Option " + option.name() + " must have a default, be required or have an optional type");
        }
    }

    /** Returns the name without the dashes. */
    public String name() {
        return option.name();
    }

    /** Returns the type of the value: {@code int} for {@code OptionalInt}, the type argument for {@code Optional}. */
    public Class<?> type() {
        RecordComponent component = component(path);
        Class<?> type = component.getType();
        if (type == OptionalInt.class) {
            return int.class;
        }
        if (type == OptionalDouble.class) {
            return double.class;
        }
        if (type == Optional.class) {
            return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        }
        return type;
    }

    /** Returns the value that the component has if the option is not given; empty if it is then empty. */
    public Optional<Object> defaultValue() {
        return option.defaultValue().isEmpty() || isOptional(path)
                ? Optional.empty()
                : Optional.of(OptionTypes.parse(type(), option.defaultValue()));
    }

    /** Returns whether the value is chosen at the start of the run unless it is given. */
    public boolean isAutomatic() {
        return option.defaultValue().equals(Option.AUTO);
    }

    /** Returns the description with the default, as one sentence. */
    String help() {
        return option.description() + status().map(text -> " " + text).orElse("") + ".";
    }

    private Optional<String> status() {
        if (!option.required().isEmpty()) {
            return Optional.of("(required)");
        }
        String text = option.defaultValue().isEmpty() ? option.unset() : option.defaultValue();
        return text.isEmpty() ? Optional.empty() : Optional.of("(default: " + text + ")");
    }

    /** Returns the label of the value in the help. */
    String label() {
        if (!option.label().isEmpty()) {
            return option.label();
        }
        Class<?> type = type();
        if (type == int.class || type == long.class) {
            return "N";
        }
        if (type == double.class) {
            return "X";
        }
        if (type == boolean.class) {
            return "BOOL";
        }
        return type == Duration.class ? "DURATION" : "NAME";
    }

    /** Returns the value of a record; null if it is empty. */
    @Nullable Object value(Record config) {
        Object value = config;
        for (RecordComponent component : path) {
            value = invoke(component.getAccessor(), value);
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
        if (value instanceof OptionalDouble number) {
            return number.isPresent() ? number.getAsDouble() : null;
        }
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    /** Returns the value as the component holds it. */
    Object wrap(@Nullable Object value) {
        Class<?> type = component(path).getType();
        if (type == OptionalInt.class) {
            return value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
        }
        if (type == OptionalDouble.class) {
            return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
        }
        if (type == Optional.class) {
            return Optional.ofNullable(value);
        }
        // Picocli has no value for a list without arguments.
        return value == null ? List.of() : value;
    }

    /** Creates the picocli model of the option or, for a list, of the positional arguments. */
    ArgSpec spec() {
        if (isPositional(path)) {
            return PositionalParamSpec.builder()
                    .paramLabel(label())
                    .arity("0..*")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description(help())
                    .build();
        }
        OptionSpec.Builder builder = OptionSpec.builder("--" + name())
                .paramLabel(label())
                .type(type())
                .arity("1")
                .description(lines());
        if (type() == boolean.class) {
            builder.arity("0..1").fallbackValue("true");
        }
        if (isAutomatic()) {
            builder.converters(text -> OptionTypes.parseUnlessAutomatic(type(), text));
        }
        defaultValue().ifPresent(value -> builder.defaultValue(option.defaultValue()));
        return builder.build();
    }

    /** Returns the lines of the help. A line does not break within the default. */
    private String[] lines() {
        String status =
                status().map(text -> " " + text.replace(' ', NO_BREAK_SPACE)).orElse("");
        return WordUtils.wrap(option.description() + status + ".", MAX_LINE, "\n", false)
                .replace(NO_BREAK_SPACE, ' ')
                .split("\n");
    }

    private static boolean isOptional(List<RecordComponent> path) {
        Class<?> type = component(path).getType();
        return type == Optional.class || type == OptionalInt.class || type == OptionalDouble.class;
    }

    private static boolean isPositional(List<RecordComponent> path) {
        return component(path).getType() == List.class;
    }

    private static RecordComponent component(List<RecordComponent> path) {
        return path.get(path.size() - 1);
    }

    private static Object invoke(Method accessor, Object record) {
        try {
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Component " + accessor + " must be readable", e);
        }
    }
}
