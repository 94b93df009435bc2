package lenetspark.cli;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lenetspark.config.option.EvaluateOptions;
import lenetspark.config.option.ExportOptions;
import lenetspark.config.option.GeneralOptions;
import lenetspark.config.option.NetworkOptions;
import lenetspark.config.option.OptionParser;
import lenetspark.config.option.PredictOptions;
import lenetspark.config.option.ReportOptions;
import lenetspark.config.option.TrainOptions;
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
                        new TrainOptions(),
                        TrainOptions::toConfig,
                        TrainJob::new),
                command(
                        "evaluate",
                        "[options]",
                        "Evaluate a model on the test set.",
                        new EvaluateOptions(),
                        EvaluateOptions::toConfig,
                        EvaluateJob::new),
                command(
                        "predict",
                        "[options]",
                        "Predict the classes of images.",
                        new PredictOptions(),
                        PredictOptions::toConfig,
                        PredictJob::new),
                command(
                        "export",
                        "[options]",
                        "Write a model in the format of other programs.",
                        new ExportOptions(),
                        ExportOptions::toConfig,
                        ExportJob::new),
                command(
                        "report",
                        "RUN [RUN...] [options]",
                        "Write the HTML report of a run, or compare several runs on one page.",
                        new ReportOptions(),
                        ReportOptions::toConfig,
                        ReportJob::new),
                command(
                        "summary",
                        "[options]",
                        "Print the layers of the network with their shapes and numbers of parameters.",
                        new NetworkOptions(),
                        NetworkOptions::toConfig,
                        SummaryJob::new)));
    }

    private static <O, C> Command<C> command(
            String name,
            String arguments,
            String description,
            O options,
            Function<O, C> config,
            BiFunction<C, Console, Job> job) {
        return new Command<>(name, arguments, description, options, () -> config.apply(options), job);
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
                .invocation();
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
     * @param options object with the option fields
     * @param config settings from the parsed options
     * @param job job for the settings
     */
    record Command<C>(
            String name,
            String arguments,
            String description,
            Object options,
            Supplier<C> config,
            BiFunction<? super C, Console, Job> job) {

        private Invocation<C> invocation() {
            return new Invocation<>(config.get(), job);
        }

        private CommandSpec spec() {
            CommandSpec spec = Commands.spec(name, "LeNetJob " + name + " " + arguments, description);
            spec.addMixin("options", CommandSpec.forAnnotatedObject(options));
            addGeneralOptions(spec);
            return spec;
        }
    }
}
