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
    static Commands printingTo(Console console) {
        return new Commands(List.of(
                command(
                        DEFAULT,
                        "[options]",
                        "Train LeNet-5 and write the results to a run directory (the default command).",
                        new TrainOptions(),
                        TrainOptions::toConfig,
                        TrainJob::new,
                        console),
                command(
                        "evaluate",
                        "[options]",
                        "Evaluate a model on the test set.",
                        new EvaluateOptions(),
                        EvaluateOptions::toConfig,
                        EvaluateJob::new,
                        console),
                command(
                        "predict",
                        "[options]",
                        "Predict the classes of images.",
                        new PredictOptions(),
                        PredictOptions::toConfig,
                        PredictJob::new,
                        console),
                command(
                        "export",
                        "[options]",
                        "Write a model in the format of other programs.",
                        new ExportOptions(),
                        ExportOptions::toConfig,
                        ExportJob::new,
                        console),
                command(
                        "report",
                        "RUN [RUN...] [options]",
                        "Write the HTML report of a run, or compare several runs on one page.",
                        new ReportOptions(),
                        ReportOptions::toConfig,
                        ReportJob::new,
                        console),
                command(
                        "summary",
                        "[options]",
                        "Print the layers of the network with their shapes and numbers of parameters.",
                        new NetworkOptions(),
                        NetworkOptions::toConfig,
                        SummaryJob::new,
                        console)));
    }

    private static <O, C> Command<C> command(
            String name,
            String arguments,
            String description,
            O options,
            Function<O, C> config,
            BiFunction<C, Console, Job> job,
            Console console) {
        return new Command<>(
                name,
                arguments,
                description,
                options,
                () -> config.apply(options),
                settings -> job.apply(settings, console));
    }

    /** Returns the same commands with jobs that the function creates from their settings. */
    Commands withJobs(Function<Object, Job> job) {
        return new Commands(commands.stream()
                .<Command<?>>map(command -> command.withJob(job))
                .toList());
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
     * Creates the job of a subcommand from its parsed options.
     *
     * @throws lenetspark.config.ConfigException if the options are invalid
     */
    Job job(CommandLine subcommand) {
        return commands.stream()
                .filter(command -> command.name().equals(subcommand.getCommandName()))
                .findFirst()
                .orElseThrow()
                .job();
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
     * @param jobs job for the settings
     */
    record Command<C>(
            String name,
            String arguments,
            String description,
            Object options,
            Supplier<C> config,
            Function<? super C, Job> jobs) {

        private Command<C> withJob(Function<? super C, Job> other) {
            return new Command<>(name, arguments, description, options, config, other);
        }

        private Job job() {
            return jobs.apply(config.get());
        }

        private CommandSpec spec() {
            CommandSpec spec = Commands.spec(name, "LeNetJob " + name + " " + arguments, description);
            spec.addMixin("options", CommandSpec.forAnnotatedObject(options));
            addGeneralOptions(spec);
            return spec;
        }
    }
}
