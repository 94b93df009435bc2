package lenet.job;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import lenet.config.ReportConfig;
import lenet.report.ReportWriter;
import lenet.storage.Directory;
import org.apache.hadoop.conf.Configuration;

/** Writes the report of a run, or of several; needs no Spark master. */
record ReportJob(ReportConfig config, Console console) implements Job {

    @Override
    public void run() {
        Configuration hadoop = SparkContexts.hadoopAlone();
        List<Directory> runs =
                config.runs().stream().map(uri -> Storage.data(uri, hadoop)).toList();
        Directory output = config.output()
                .map(uri -> Storage.output(uri, hadoop).root())
                .orElseGet(() -> runs.get(0).child(ReportWriter.DIRECTORY));
        try {
            new ReportWriter(Clock.systemUTC(), console::warn).write(runs, output);
        } catch (IOException e) {
            throw new OutputException(e);
        }
        console.print("wrote " + output.uri() + "/index.html");
    }
}
