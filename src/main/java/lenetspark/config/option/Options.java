package lenetspark.config.option;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import lenetspark.config.ConfigException;
import lenetspark.config.Option;
import lenetspark.config.Section;
import lenetspark.config.Spelling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that a record and the records in it declare by {@link Option}, and the conversion between their values and the record.
 *
 * @param declarations options in order of declaration
 */
public record Options<C extends Record>(Class<C> type, List<OptionDeclaration> declarations) {

    /** Returns the options of a record class. */
    public static <C extends Record> Options<C> of(Class<C> type) {
        List<OptionDeclaration> declarations = new ArrayList<>();
        collect(type, "Options", List.of(), declarations);
        return new Options<>(type, List.copyOf(declarations));
    }

    private static void collect(
            Class<?> type, String outerSection, List<RecordComponent> outer, List<OptionDeclaration> declarations) {
        String section = heading(type.getAnnotation(Section.class), outerSection);
        for (RecordComponent component : type.getRecordComponents()) {
            section = heading(component.getAnnotation(Section.class), section);
            List<RecordComponent> path = new ArrayList<>(outer);
            path.add(component);
            Option option = component.getAnnotation(Option.class);
            if (option == null) {
                collect(component.getType(), section, path, declarations);
            } else {
                declarations.add(new OptionDeclaration(option, section, path));
            }
        }
    }

    private static String heading(@Nullable Section section, String otherwise) {
        return section == null ? otherwise : section.value();
    }

    /**
     * Returns the settings of a command line, for programs and tests: {@code parse(TrainConfig.class, "--epochs", "2")}.
     *
     * @throws ConfigException as for the command
     */
    public static <C extends Record> C parse(Class<C> type, String... arguments) {
        Options<C> options = of(type);
        CommandLine command = OptionParser.prepare(new CommandLine(options.spec()));
        OptionParser.parse(command, Optional.empty(), List.of(arguments));
        return options.create(command.getCommandSpec());
    }

    /** Creates the picocli model, with one mixin for each section. */
    public CommandSpec spec() {
        Map<String, CommandSpec> sections = new LinkedHashMap<>();
        for (OptionDeclaration declaration : declarations) {
            sections.computeIfAbsent(declaration.section(), Options::section).add(declaration.spec());
        }
        CommandSpec spec = CommandSpec.create();
        sections.forEach(spec::addMixin);
        return spec;
    }

    private static CommandSpec section(String heading) {
        CommandSpec section = CommandSpec.create();
        section.usageMessage().optionListHeading("%n" + heading + ":%n");
        return section;
    }

    /**
     * Creates the record from the parsed options of a command.
     *
     * @throws ConfigException if a required option is missing, a value is out of its range, two values exclude each other, or an
     *     option has no effect
     */
    public C create(CommandSpec parsed) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (OptionDeclaration declaration : declarations) {
            Object value = value(parsed, declaration);
            if (value != null) {
                values.put(declaration.name(), value);
            } else if (!declaration.option().required().isEmpty()) {
                throw missing(declaration);
            }
        }
        C config = construct(type, values);
        declarations.forEach(declaration -> requireEffect(config, declaration));
        return config;
    }

    private static @Nullable Object value(CommandSpec parsed, OptionDeclaration declaration) {
        OptionSpec option = parsed.findOption("--" + declaration.name());
        return option == null ? parsed.positionalParameters().get(0).getValue() : option.getValue();
    }

    private static ConfigException missing(OptionDeclaration declaration) {
        String name = declaration.name();
        return ConfigException.about(
                name,
                "%s is missing: %s with --%s %s"
                        .formatted(
                                Spelling.sentence(name), declaration.option().required(), name, declaration.label()));
    }

    /**
     * Returns the record with other values of some options. Options that have no effect with these values are accepted.
     *
     * @param values new values by the names of the options, of the options' types
     * @throws ConfigException if a value is out of its range, or two values exclude each other
     */
    public C with(C config, Map<String, ?> values) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (OptionDeclaration declaration : declarations) {
            Object value = declaration.value(config);
            if (value != null) {
                all.put(declaration.name(), value);
            }
        }
        values.forEach((name, value) -> all.put(declaration(name).name(), value));
        return construct(type, all);
    }

    /**
     * Returns the record with other values of some options.
     *
     * @param values new values by the names of the options, as on the command line; names of other options are ignored
     */
    public C withText(C config, Map<String, String> values) {
        Map<String, Object> parsed = new LinkedHashMap<>();
        for (OptionDeclaration declaration : declarations) {
            String text = values.get(declaration.name());
            if (text != null) {
                parsed.put(declaration.name(), OptionTypes.parse(declaration.type(), text));
            }
        }
        return with(config, parsed);
    }

    /**
     * Returns the values of options as text by the names of the options, in order of declaration. An option that is not given and
     * has no default is absent.
     *
     * @param selected whether to include the options of an effect
     */
    public Map<String, String> settings(C config, Predicate<Option.Effect> selected) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (OptionDeclaration declaration : declarations) {
            Object value = declaration.value(config);
            String text = value == null ? declaration.option().defaultValue() : value.toString();
            if (selected.test(declaration.option().effect()) && !text.isEmpty()) {
                settings.put(declaration.name(), text);
            }
        }
        return settings;
    }

    /**
     * Returns the names of the options whose values are chosen at the start of the run, because the record has none. Options that
     * have no effect are absent.
     */
    public List<String> automatic(C config) {
        return declarations.stream()
                .filter(declaration -> declaration.isAutomatic()
                        && declaration.value(config) == null
                        && hasEffect(config, declaration))
                .map(OptionDeclaration::name)
                .toList();
    }

    private OptionDeclaration declaration(String name) {
        return declarations.stream()
                .filter(declaration -> declaration.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Option must be one of "
                        + declarations.stream().map(OptionDeclaration::name).toList() + ", got: " + name));
    }

    /** Refuses a value other than the default if the option that {@link Option#needs} names does not give it an effect. */
    private void requireEffect(C config, OptionDeclaration declaration) {
        Object value = declaration.value(config);
        if (hasEffect(config, declaration)
                || Objects.equals(value, declaration.defaultValue().orElse(null))) {
            return;
        }
        String[] parts = declaration.option().needs().split("=", 2);
        String name = declaration.name();
        if (parts.length == 1) {
            throw ConfigException.about(
                    name,
                    "%s has no effect without %s: set %s or leave it out"
                            .formatted(Spelling.sentence(name), parts[0], parts[0]));
        }
        throw ConfigException.about(
                name,
                "%s has no effect with %s %s: set %s to %s or leave it out"
                        .formatted(
                                Spelling.sentence(name),
                                parts[0],
                                declaration(parts[0]).value(config),
                                parts[0],
                                alternatives(parts[1])));
    }

    private boolean hasEffect(C config, OptionDeclaration declaration) {
        String needs = declaration.option().needs();
        if (needs.isEmpty()) {
            return true;
        }
        String[] parts = needs.split("=", 2);
        Object needed = declaration(parts[0]).value(config);
        return parts.length == 1 ? needed != null : List.of(parts[1].split(",")).contains(String.valueOf(needed));
    }

    /** Returns {@code "a, b or c"} for {@code "a,b,c"}. */
    static String alternatives(String values) {
        return values.replaceFirst(",([^,]*)$", " or $1").replace(",", ", ");
    }

    private <R> R construct(Class<R> record, Map<String, Object> values) {
        RecordComponent[] components = record.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Option option = components[i].getAnnotation(Option.class);
            arguments[i] = option == null
                    ? construct(components[i].getType(), values)
                    : declaration(option.name()).wrap(values.get(option.name()));
        }
        try {
            Constructor<R> constructor = record.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Record " + record.getName() + " must have an accessible constructor", e);
        }
    }
}
