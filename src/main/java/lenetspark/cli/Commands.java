package lenetspark.cli;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
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
    static Commands printingTo(Console console) {
        return new Commands(List.of(
                command(
                        DEFAULT,
                        "[options]",
                        "Train LeNet-5 and write the results to a run directory (the default command).",
                        TrainConfig.class,
                        TrainJob::new,
                        console),
                command(
                        "evaluate",
                        "[options]",
                        "Evaluate a model on the test set.",
                        EvaluateConfig.class,
                        EvaluateJob::new,
                        console),
                command(
                        "predict",
                        "[options]",
                        "Predict the classes of images.",
                        PredictConfig.class,
                        PredictJob::new,
                        console),
                command(
                        "export",
                        "[options]",
                        "Write a model in the format of other programs.",
                        ExportConfig.class,
                        ExportJob::new,
                        console),
                command(
                        "report",
                        "RUN [RUN...] [options]",
                        "Write the HTML report of a run, or compare several runs on one page.",
                        ReportConfig.class,
                        ReportJob::new,
                        console),
                command(
                        "summary",
                        "[options]",
                        "Print the layers of the network with their shapes and numbers of parameters.",
                        NetworkConfig.class,
                        SummaryJob::new,
                        console)));
    }

    private static <C extends Record> Command<C> command(
            String name,
            String arguments,
            String description,
            Class<C> config,
            BiFunction<C, Console, Job> job,
            Console console) {
        return new Command<>(
                name, arguments, description, Options.of(config), settings -> job.apply(settings, console));
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
                .job(subcommand);
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
     * @param jobs job for the settings
     */
    record Command<C extends Record>(
            String name, String arguments, String description, Options<C> options, Function<? super C, Job> jobs) {

        private Command<C> withJob(Function<? super C, Job> other) {
            return new Command<>(name, arguments, description, options, other);
        }

        private Job job(CommandLine parsed) {
            return jobs.apply(options.create(parsed.getCommandSpec()));
        }

        private CommandSpec spec() {
            CommandSpec spec = Commands.spec(name, "LeNetJob " + name + " " + arguments, description);
            spec.addMixin("options", options.spec());
            addGeneralOptions(spec);
            return spec;
        }
    }
}
