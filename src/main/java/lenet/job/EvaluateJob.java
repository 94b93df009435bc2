package lenet.job;

import java.io.IOException;
import java.util.Locale;
import lenet.config.EvaluateConfig;
import lenet.data.DataException;
import lenet.data.MnistDataset;
import lenet.model.ModelArchive;
import lenet.storage.Directory;
import lenet.training.EvaluationResult;
import lenet.training.Evaluator;
import lenet.training.ModelState;
import lenet.training.ShardedData;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Evaluates a model on the test set. */
record EvaluateJob(EvaluateConfig config, Console console) implements Job {

    @Override
    public void run() throws IOException {
        try (JavaSparkContext context = SparkContexts.connect("LeNetJob evaluate")) {
            Configuration hadoop = context.hadoopConfiguration();
            ModelArchive model = readModel(hadoop);
            MnistDataset dataset = MnistDataset.open(Storage.data(config.data(), hadoop));
            try (Evaluator evaluator = new Evaluator(
                            context,
                            Engines.choose(config.engine(), model.network().getLayerWiseConfigurations(), console),
                            model.network().getLayerWiseConfigurations(),
                            TrainingData.transform(dataset, model.scaling()));
                    ShardedData test =
                            ShardedData.cache(dataset.ordered(context, dataset.test(), context.defaultParallelism()))) {
                report(
                        dataset,
                        evaluator.evaluate(ModelState.of(model.network()), test, "evaluate the test set"),
                        hadoop);
            }
        }
    }

    private ModelArchive readModel(Configuration hadoop) {
        int slash = config.model().lastIndexOf('/');
        try {
            Directory directory = Directory.at(slash < 0 ? "." : config.model().substring(0, slash + 1), hadoop);
            return ModelArchive.read(directory.read(config.model().substring(slash + 1)));
        } catch (IOException e) {
            throw new DataException(
                    "Model must be a readable archive, cannot be: " + config.model() + " (" + e.getMessage() + ")", e);
        }
    }

    private void report(MnistDataset dataset, EvaluationResult result, Configuration hadoop) throws IOException {
        console.print(String.format(
                Locale.ROOT,
                "test accuracy %.2f %% (%,d of %,d), loss %.4f",
                100 * result.accuracy(),
                result.correct(),
                result.examples(),
                result.loss()));
        if (config.output().isPresent()) {
            RunDirectory output = Storage.output(config.output().get(), hadoop);
            output.writeJson(RunDirectory.EVALUATION, EvaluationReport.of(config.model(), dataset.uri(), result));
            console.print("wrote " + output.uri() + "/" + RunDirectory.EVALUATION);
        }
    }
}
