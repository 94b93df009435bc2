package lenet.job;

import java.io.PrintStream;
import lenet.config.EvaluateConfig;

/** Evaluates a model on the test set. */
record EvaluateJob(EvaluateConfig config, PrintStream out) implements Job {

    @Override
    public void run() {
        throw new UnsupportedOperationException("Evaluation is not there yet");
    }
}
