package lenetspark.cli;

import lenetspark.config.option.GeneralOptions;
import lenetspark.config.option.TrainOptions;
import lenetspark.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "train",
        customSynopsis = "LeNetJob train [options]",
        description = "Train LeNet-5 into a run directory; the command when none is named.")
final class TrainCommand implements JobCommand {

    @Mixin
    private final TrainOptions options = new TrainOptions();

    @Mixin
    final GeneralOptions general = new GeneralOptions();

    @Override
    public Job job(Jobs jobs) {
        return jobs.train().apply(options.toConfig());
    }
}
