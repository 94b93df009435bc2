package lenetspark.cli;

import lenetspark.config.option.GeneralOptions;
import lenetspark.config.option.NetworkOptions;
import lenetspark.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "summary",
        customSynopsis = "LeNetJob summary [options]",
        description = "Print the layers of the network with their sizes.")
final class SummaryCommand implements JobCommand {

    @Mixin
    private final NetworkOptions options = new NetworkOptions();

    @Mixin
    final GeneralOptions general = new GeneralOptions();

    @Override
    public Job job(Jobs jobs) {
        return jobs.summary().apply(options.toConfig());
    }
}
