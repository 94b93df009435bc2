package lenetspark.cli;

import java.util.function.Function;
import lenetspark.config.EvaluateConfig;
import lenetspark.config.ExportConfig;
import lenetspark.config.NetworkConfig;
import lenetspark.config.PredictConfig;
import lenetspark.config.ReportConfig;
import lenetspark.config.TrainConfig;
import lenetspark.job.Console;
import lenetspark.job.EvaluateJob;
import lenetspark.job.ExportJob;
import lenetspark.job.Job;
import lenetspark.job.PredictJob;
import lenetspark.job.ReportJob;
import lenetspark.job.SummaryJob;
import lenetspark.job.train.TrainJob;

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
