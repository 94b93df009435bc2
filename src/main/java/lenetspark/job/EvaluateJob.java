package lenetspark.job;

import java.util.Locale;
import java.util.Optional;
import lenetspark.config.EvaluateConfig;
import lenetspark.dataset.ImageDataset;
import lenetspark.evaluation.EvaluationReport;
import lenetspark.evaluation.EvaluationResult;
import lenetspark.evaluation.Evaluator;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.recipe.EngineSelector;
import lenetspark.run.RunDirectory;
import lenetspark.training.replica.ModelState;
import lenetspark.training.replica.ShardedData;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Evaluates a model on the test set. */
public record EvaluateJob(EvaluateConfig config, Console console) implements Job {

    @Override
    public void run() {
        try (JavaSparkContext context = SparkContexts.connect("LeNetJob evaluate")) {
            Configuration hadoop = context.hadoopConfiguration();
            Optional<RunDirectory> output = output(hadoop);
            ModelArchive model = ModelReader.read(config.model(), hadoop);
            ImageDataset dataset = DatasetLocator.of(config.data(), config.dataFormat(), context)
                    .openFor(model.classNames(), config.model());
            try (Evaluator evaluator = new Evaluator(
                            context,
                            EngineSelector.choose(
                                    config.engine(), model.network().getLayerWiseConfigurations(), console::warn),
                            model.network().getLayerWiseConfigurations(),
                            dataset.inputTransform(
                                    LeNet.INPUT_SIZE,
                                    model.scaling().min(),
                                    model.scaling().max()));
                    ShardedData test = ShardedData.cache(
                            dataset.ordered(context, dataset.test(), context.defaultParallelism()), "test set")) {
                report(
                        dataset,
                        evaluator.evaluate(ModelState.of(model.network()), test, "evaluate the test set"),
                        output);
            }
        }
    }

    /** Returns the output directory. Checks it before the evaluation, so that an unusable directory wastes no work. */
    private Optional<RunDirectory> output(Configuration hadoop) {
        Optional<RunDirectory> output = config.output().map(uri -> UriResolver.output(uri, hadoop));
        output.ifPresent(RunDirectory::requireDirectory);
        return output;
    }

    private void report(ImageDataset dataset, EvaluationResult result, Optional<RunDirectory> output) {
        console.print(String.format(
                Locale.ROOT,
                "test accuracy %.2f %% (%,d of %,d), loss %.4f",
                100 * result.accuracy(),
                result.correct(),
                result.examples(),
                result.loss()));
        output.ifPresent(directory -> {
            directory.writeJson(RunDirectory.EVALUATION, EvaluationReport.of(config.model(), dataset, result));
            console.print("wrote " + directory.uri() + "/" + RunDirectory.EVALUATION);
        });
    }
}
