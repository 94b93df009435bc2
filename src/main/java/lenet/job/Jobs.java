package lenet.job;

import java.io.PrintStream;
import java.util.function.Function;
import lenet.config.EvaluateConfig;
import lenet.config.NetworkConfig;
import lenet.config.TrainConfig;

/** The job of each command. */
record Jobs(
        Function<TrainConfig, Job> train,
        Function<EvaluateConfig, Job> evaluate,
        Function<NetworkConfig, Job> summary) {

    /** The jobs of the real commands, with the stream for what a user asked to see. */
    static Jobs printingTo(PrintStream out) {
        return new Jobs(
                config -> new TrainJob(config, out),
                config -> new EvaluateJob(config, out),
                config -> new SummaryJob(config, out));
    }
}
