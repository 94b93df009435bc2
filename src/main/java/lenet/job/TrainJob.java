package lenet.job;

import java.io.PrintStream;
import lenet.config.TrainConfig;

/** Trains, from data to the model in the run directory. */
record TrainJob(TrainConfig config, PrintStream out) implements Job {

    @Override
    public void run() {
        throw new UnsupportedOperationException("Training is not there yet");
    }
}
