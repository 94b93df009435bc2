package lenetspark.config.option;

import java.util.List;
import java.util.Optional;
import lenetspark.config.ConfigException;
import lenetspark.config.TrainConfig;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Options of train as the command declares them, with a parser of configuration files. */
final class TrainFile {

    private TrainFile() {}

    static CommandSpec command() {
        return Options.of(TrainConfig.class)
                .spec()
                .addMixin("general", CommandSpec.forAnnotatedObject(new GeneralOptions()));
    }

    static TrainConfig train(String name, String text, String... arguments) {
        CommandLine command = OptionParser.prepare(new CommandLine(command()));
        ConfigFile file = ConfigFile.parse(name, text, command.getCommandSpec());
        var parsed = OptionParser.parse(command, Optional.of(file), List.of(arguments));
        try {
            return Options.of(TrainConfig.class).create(command.getCommandSpec());
        } catch (ConfigException e) {
            throw file.locate(e, parsed);
        }
    }
}
