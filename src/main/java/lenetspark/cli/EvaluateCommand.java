package lenetspark.cli;

import lenetspark.config.option.EvaluateOptions;
import lenetspark.config.option.GeneralOptions;
import lenetspark.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "evaluate",
        customSynopsis = "LeNetJob evaluate [options]",
        description = "Evaluate a model on the test set.")
final class EvaluateCommand implements JobCommand {

    @Mixin
    private final EvaluateOptions options = new EvaluateOptions();

    @Mixin
    final GeneralOptions general = new GeneralOptions();

    @Override
    public Job job(Jobs jobs) {
        return jobs.evaluate().apply(options.toConfig());
    }
}
