package lenetspark.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Help of a command, with the options grouped under the heading of the class that declares them. */
final class HelpText {

    private static final int WIDTH = 120;

    private final CommandLine command;

    HelpText(CommandLine command) {
        this.command = command;
        command.setUsageHelpWidth(WIDTH);
        // Each group has its own heading. Without this, picocli would print the heading of the first group above all
        // groups.
        command.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING);
        command.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> groups(help.commandSpec(), help));
    }

    @Override
    public String toString() {
        return command.getUsageMessage(Help.Ansi.OFF);
    }

    private static String groups(CommandSpec command, Help help) {
        return command.mixins().values().stream()
                .map(mixin -> mixin.mixins().isEmpty() ? group(mixin, help) : groups(mixin, help))
                .collect(Collectors.joining());
    }

    private static String group(CommandSpec mixin, Help help) {
        List<OptionSpec> options = mixin.options();
        Layout layout = help.createDefaultLayout();
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return help.createHeading(mixin.usageMessage().optionListHeading()) + layout;
    }
}
