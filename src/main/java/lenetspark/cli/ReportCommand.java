package lenetspark.cli;

import lenetspark.config.option.GeneralOptions;
import lenetspark.config.option.ReportOptions;
import lenetspark.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "report",
        customSynopsis = "LeNetJob report RUN [RUN...] [options]",
        description = "Write the HTML report of a run from its directory, or compare several runs on one page.")
final class ReportCommand implements JobCommand {

    @Mixin
    private final ReportOptions options = new ReportOptions();

    @Mixin
    final GeneralOptions general = new GeneralOptions();

    @Override
    public Job job(Jobs jobs) {
        return jobs.report().apply(options.toConfig());
    }
}
