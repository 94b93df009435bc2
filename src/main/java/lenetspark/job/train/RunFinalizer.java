package lenetspark.job.train;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import lenetspark.dataset.ImageDataset;
import lenetspark.evaluation.EvaluationReport;
import lenetspark.evaluation.EvaluationResult;
import lenetspark.job.Console;
import lenetspark.metrics.EventStream;
import lenetspark.metrics.TrainingEvent;
import lenetspark.model.ModelArchive;
import lenetspark.model.ModelArchive.PixelScaling;
import lenetspark.run.OutputException;
import lenetspark.run.RunDirectory;
import lenetspark.storage.Sha256;
import lenetspark.training.replica.ModelState;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Finishes a run after training: tests the best model and writes the final outputs.
 *
 * @param startNanos {@link System#nanoTime} at the start of the job
 */
record RunFinalizer(RunDirectory run, RunRecord record, EventStream events, Console console, long startNanos) {

    /**
     * Records the end of a stopped run that can be resumed. No model is selected and tested yet.
     *
     * @throws OutputException if {@code run.json} cannot be written
     */
    void finishStopped(TrainingLoop.Outcome outcome) {
        run.writeJson(RunDirectory.RECORD, record.withResult(result(outcome, null, null)));
        console.print("%s after %d epochs; continue with --resume".formatted(outcome.reason(), outcome.epochs()));
    }

    /** Evaluates the network on the test set. */
    interface Test {
        EvaluationResult of(ModelState state);
    }

    /**
     * Writes the best model, tests it, and then writes evaluation, events and {@code run.json}, in this order: {@code run.json}
     * says that the run is complete.
     *
     * @param network receives the best parameters
     * @throws OutputException if a final output cannot be written
     */
    void finish(
            TrainingLoop.Outcome outcome,
            ImageDataset dataset,
            PixelScaling scaling,
            MultiLayerNetwork network,
            Test evaluation) {
        outcome.best().copyTo(network);
        byte[] model = new ModelArchive(network, scaling, dataset.classNames()).toBytes();
        try {
            run.writeModel(model);
        } catch (IOException e) {
            throw new OutputException(e);
        }
        EvaluationResult test = evaluation.of(outcome.best());
        run.writeJson(RunDirectory.EVALUATION, EvaluationReport.of(RunDirectory.MODEL, dataset, test));
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        events.publish(new TrainingEvent.Run(
                outcome.reason(),
                outcome.epochs(),
                outcome.bestEpoch(),
                outcome.bestAccuracy(),
                test.accuracy(),
                test.loss(),
                seconds));
        try {
            events.finish();
        } catch (IOException e) {
            throw new OutputException(e);
        }
        run.writeJson(RunDirectory.RECORD, record.withResult(result(outcome, test, Sha256.of(model))));
        console.print(String.format(
                Locale.ROOT,
                "test accuracy %.2f %% (%,d of %,d) with the model of %s; %s; %.1f s",
                100 * test.accuracy(),
                test.correct(),
                test.examples(),
                outcome.bestEpoch() == 0 ? "an unfinished first epoch" : "epoch " + outcome.bestEpoch(),
                outcome.reason(),
                seconds));
        console.print("wrote " + run.uri() + "/" + RunDirectory.MODEL);
    }

    private RunRecord.Result result(
            TrainingLoop.Outcome outcome, @Nullable EvaluationResult test, @Nullable String modelSha256) {
        return new RunRecord.Result(
                Instant.now().toString(),
                outcome.reason(),
                outcome.engine(),
                outcome.epochs(),
                outcome.bestEpoch(),
                outcome.bestAccuracy(),
                test == null ? null : test.accuracy(),
                test == null ? null : test.loss(),
                modelSha256,
                (System.nanoTime() - startNanos) / 1e9);
    }
}
