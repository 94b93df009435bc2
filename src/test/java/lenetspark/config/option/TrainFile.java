package lenetspark.config.option;

import java.util.List;
import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.TrainConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Options of train as the command declares them, with a parser of configuration files. */
@Command(name = "train")
final class TrainFile {

    @Mixin
    private final TrainOptions options = new TrainOptions();

    @Mixin
    final GeneralOptions general = new GeneralOptions();

    static CommandSpec command() {
        return new CommandLine(new TrainFile()).getCommandSpec();
    }

    static TrainConfig train(String name, String text, String... arguments) {
        TrainFile train = new TrainFile();
        CommandLine command = OptionParser.prepare(new CommandLine(train));
        ConfigFile file = ConfigFile.parse(name, text, command.getCommandSpec());
        var parsed = OptionParser.parse(command, Optional.of(file), List.of(arguments));
        try {
            return train.options.toConfig();
        } catch (ConfigException e) {
            throw file.locate(e, parsed);
        }
    }
}
