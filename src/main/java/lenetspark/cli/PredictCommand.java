package lenetspark.cli;

import lenetspark.config.option.GeneralOptions;
import lenetspark.config.option.PredictOptions;
import lenetspark.job.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "predict",
        customSynopsis = "LeNetJob predict [options]",
        description = "Predict the classes of images.")
final class PredictCommand implements JobCommand {

    @Mixin
    private final PredictOptions options = new PredictOptions();

    @Mixin
    final GeneralOptions general = new GeneralOptions();

    @Override
    public Job job(Jobs jobs) {
        return jobs.predict().apply(options.toConfig());
    }
}
