package lenetspark.config.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lenetspark.config.Option;
import org.apache.commons.text.WordUtils;

/** Reference documentation of the options that a record declares. */
final class ReferenceText {

    private static final int FILE_WIDTH = 120;

    private final List<OptionDeclaration> declarations;

    ReferenceText(Options<?> options) {
        declarations = options.declarations().stream()
                .filter(declaration -> declaration.type() != List.class)
                .toList();
    }

    /** Returns the options as a HOCON file with a comment above each; options without a value of their own are commented out. */
    String file() {
        StringBuilder file = new StringBuilder();
        String section = "";
        for (OptionDeclaration declaration : declarations) {
            if (!declaration.section().equals(section)) {
                section = declaration.section();
                file.append("\n# --- ").append(section).append('\n');
            }
            file.append("\n# ")
                    .append(WordUtils.wrap(comment(declaration), FILE_WIDTH - 2, "\n# ", false))
                    .append('\n')
                    .append(line(declaration))
                    .append('\n');
        }
        return file.toString();
    }

    private static String line(OptionDeclaration declaration) {
        Option option = declaration.option();
        Optional<Object> value = declaration.defaultValue();
        String text = option.defaultValue().isEmpty() ? option.example() : option.defaultValue();
        return (value.isPresent() || declaration.isAutomatic() ? "" : "# ") + declaration.name() + " = " + quoted(text);
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9.-]+") ? value : '"' + value + '"';
    }

    private static String comment(OptionDeclaration declaration) {
        List<String> sentences = sentences(declaration);
        if (declaration.type() == boolean.class) {
            sentences.set(0, sentences.get(0).replaceFirst("\\.$", ": true or false."));
        }
        if (declaration.defaultValue().isEmpty() && !declaration.isAutomatic()) {
            sentences.add("Default: " + unset(declaration.option()) + ".");
        }
        return String.join(" ", sentences);
    }

    /** Returns a Markdown table of the options for each section. */
    String tables() {
        return declarations.stream()
                .collect(Collectors.groupingBy(OptionDeclaration::section, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(section -> "### " + section.getKey() + "\n\n" + table(section.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** Returns a Markdown table of all options. */
    String table() {
        return table(declarations);
    }

    private static String table(List<OptionDeclaration> declarations) {
        return declarations.stream()
                .map(declaration -> "| `--%s` | %s | %s |%n"
                        .formatted(
                                declaration.name() + value(declaration),
                                defaultCell(declaration.option()),
                                escaped(String.join(" ", sentences(declaration)))))
                .collect(Collectors.joining("", "| option | default | meaning |\n|---|---|---|\n", ""));
    }

    private static String value(OptionDeclaration declaration) {
        return declaration.type() == boolean.class ? "[=BOOL]" : "=" + declaration.label();
    }

    private static String defaultCell(Option option) {
        if (!option.required().isEmpty()) {
            return "required";
        }
        return option.defaultValue().isEmpty() ? escaped(option.unset()) : "`" + option.defaultValue() + "`";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|");
    }

    private static List<String> sentences(OptionDeclaration declaration) {
        Option option = declaration.option();
        List<String> sentences = new ArrayList<>(List.of(option.description() + "."));
        if (!option.details().isEmpty()) {
            sentences.add(option.details());
        }
        if (declaration.isAutomatic()) {
            sentences.add("Auto: " + option.unset() + ".");
        }
        if (!option.needs().isEmpty()) {
            boolean hasDefault = !option.defaultValue().isEmpty();
            String subject = hasDefault ? "Values other than " + option.defaultValue() + " require " : "It requires ";
            sentences.add(subject + needed(option.needs()) + ".");
        }
        return sentences;
    }

    /** Returns {@code "schedule step or cosine"} for {@code "schedule=step,cosine"}. */
    private static String needed(String needs) {
        int equals = needs.indexOf('=');
        return equals < 0
                ? needs
                : needs.substring(0, equals) + " " + Options.alternatives(needs.substring(equals + 1));
    }

    private static String unset(Option option) {
        return option.defaultValue().isEmpty() ? option.unset() : option.defaultValue();
    }
}
