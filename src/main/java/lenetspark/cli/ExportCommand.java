package lenetspark.cli;

import lenetspark.config.option.ExportOptions;
import lenetspark.config.option.GeneralOptions;
import lenetspark.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "export",
        customSynopsis = "LeNetJob export [options]",
        description = "Write a model in the format of other programs.")
final class ExportCommand implements JobCommand {

    @Mixin
    private final ExportOptions options = new ExportOptions();

    @Mixin
    final GeneralOptions general = new GeneralOptions();

    @Override
    public Job job(Jobs jobs) {
        return jobs.export().apply(options.toConfig());
    }
}
