package lenetspark.job;

import lenetspark.config.NetworkConfig;
import lenetspark.model.LeNet;
import lenetspark.model.NetworkSummary;

/** Prints the layers of the network and their sizes. */
public record SummaryJob(NetworkConfig config, Console console) implements Job {

    @Override
    public void run() {
        console.out()
                .print(NetworkSummary.ofLeNet(Networks.untrained(config, LeNet.CLASSES))
                        .table());
    }
}
