package lenetspark.cli;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import lenetspark.config.EvaluateConfig;
import lenetspark.config.ExportConfig;
import lenetspark.config.NetworkConfig;
import lenetspark.config.PredictConfig;
import lenetspark.config.ReportConfig;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.GeneralOptions;
import lenetspark.config.option.OptionParser;
import lenetspark.config.option.Options;
import lenetspark.job.Console;
import lenetspark.job.EvaluateJob;
import lenetspark.job.ExportJob;
import lenetspark.job.Job;
import lenetspark.job.PredictJob;
import lenetspark.job.ReportJob;
import lenetspark.job.SummaryJob;
import lenetspark.job.train.TrainJob;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Table of the commands.
 *
 * @param commands commands in the order of the help
 */
record Commands(List<Command<?>> commands) {

    /** Name of the command that runs if the command line names none. */
    static final String DEFAULT = "train";

    /** Returns the commands of the program. */
    static Commands all() {
        return new Commands(List.of(
                command(
                        DEFAULT,
                        "[options]",
                        "Train LeNet-5 and write the results to a run directory (the default command).",
                        TrainConfig.class,
                        TrainJob::new),
                command(
                        "evaluate",
                        "[options]",
                        "Evaluate a model on the test set.",
                        EvaluateConfig.class,
                        EvaluateJob::new),
                command("predict", "[options]", "Predict the classes of images.", PredictConfig.class, PredictJob::new),
                command(
                        "export",
                        "[options]",
                        "Write a model in the format of other programs.",
                        ExportConfig.class,
                        ExportJob::new),
                command(
                        "report",
                        "RUN [RUN...] [options]",
                        "Write the HTML report of a run, or compare several runs on one page.",
                        ReportConfig.class,
                        ReportJob::new),
                command(
                        "summary",
                        "[options]",
                        "Print the layers of the network with their shapes and numbers of parameters.",
                        NetworkConfig.class,
                        SummaryJob::new)));
    }

    private static <C extends Record> Command<C> command(
            String name, String arguments, String description, Class<C> config, BiFunction<C, Console, Job> job) {
        return new Command<>(name, arguments, description, Options.of(config), job);
    }

    /**
     * Command with the settings of its options.
     *
     * @param job job for the settings
     */
    record Invocation<C>(C settings, BiFunction<? super C, Console, Job> job) {

        /** Runs the job, which prints to {@code console}. */
        void run(Console console) throws Exception {
            job.apply(settings, console).run();
        }
    }

    /** Creates the picocli model: a root command with one subcommand for each command. */
    CommandLine commandLine() {
        String names = commands.stream().map(Command::name).collect(Collectors.joining("|"));
        CommandSpec root = spec(
                "LeNetJob",
                "LeNetJob [" + names + "] [options]",
                "Train LeNet-5 on Spark by synchronous parameter averaging.",
                "The default command is train: 'LeNetJob train --help' shows its options.");
        root.usageMessage().commandListHeading("%nCommands:%n");
        addGeneralOptions(root);
        commands.forEach(command -> root.addSubcommand(command.name(), command.spec()));
        return OptionParser.prepare(new CommandLine(root));
    }

    /**
     * Returns a subcommand with the settings of its parsed options.
     *
     * @throws lenetspark.config.ConfigException if the options are invalid
     */
    Invocation<?> invocation(CommandLine subcommand) {
        return commands.stream()
                .filter(command -> command.name().equals(subcommand.getCommandName()))
                .findFirst()
                .orElseThrow()
                .invocation(subcommand);
    }

    private static CommandSpec spec(String name, String synopsis, String... description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().customSynopsis(synopsis).description(description);
        return spec;
    }

    private static void addGeneralOptions(CommandSpec spec) {
        spec.addMixin("general", CommandSpec.forAnnotatedObject(new GeneralOptions()));
    }

    /**
     * Command of the command line.
     *
     * @param arguments arguments as the help shows them
     * @param options options, which declare the settings
     * @param job job for the settings
     */
    record Command<C extends Record>(
            String name,
            String arguments,
            String description,
            Options<C> options,
            BiFunction<? super C, Console, Job> job) {

        private Invocation<C> invocation(CommandLine parsed) {
            return new Invocation<>(options.create(parsed.getCommandSpec()), job);
        }

        private CommandSpec spec() {
            CommandSpec spec = Commands.spec(name, "LeNetJob " + name + " " + arguments, description);
            spec.addMixin("options", options.spec());
            addGeneralOptions(spec);
            return spec;
        }
    }
}
