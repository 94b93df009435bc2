package lenet.job;

import java.util.function.Function;
import lenet.config.EvaluateConfig;
import lenet.config.ExportConfig;
import lenet.config.NetworkConfig;
import lenet.config.PredictConfig;
import lenet.config.ReportConfig;
import lenet.config.TrainConfig;

/** The job of each command. */
record Jobs(
        Function<TrainConfig, Job> train,
        Function<EvaluateConfig, Job> evaluate,
        Function<PredictConfig, Job> predict,
        Function<ExportConfig, Job> export,
        Function<ReportConfig, Job> report,
        Function<NetworkConfig, Job> summary) {

    /** The jobs of the real commands. */
    static Jobs printingTo(Console console) {
        return new Jobs(
                config -> new TrainJob(config, console),
                config -> new EvaluateJob(config, console),
                config -> new PredictJob(config, console),
                config -> new ExportJob(config, console),
                config -> new ReportJob(config, console),
                config -> new SummaryJob(config, console));
    }
}
