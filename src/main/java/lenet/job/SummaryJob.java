package lenet.job;

import java.io.PrintStream;
import lenet.config.NetworkConfig;

/** Prints the network's layers and sizes. */
record SummaryJob(NetworkConfig config, PrintStream out) implements Job {

    @Override
    public void run() {
        throw new UnsupportedOperationException("Summary is not there yet");
    }
}
