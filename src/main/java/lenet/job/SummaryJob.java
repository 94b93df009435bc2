package lenet.job;

import lenet.config.NetworkConfig;
import lenet.model.LeNet;
import lenet.model.NetworkSummary;

/** Prints the network's layers and sizes. */
record SummaryJob(NetworkConfig config, Console console) implements Job {

    @Override
    public void run() {
        console.out()
                .print(NetworkSummary.ofLeNet(Networks.untrained(config, LeNet.CLASSES))
                        .table());
    }
}
