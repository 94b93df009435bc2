package lenetspark.job;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import lenetspark.config.ReportConfig;
import lenetspark.report.ReportWriter;
import lenetspark.run.OutputException;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;

/** Writes the report of one or several runs. Needs no Spark master. */
public record ReportJob(ReportConfig config, Console console) implements Job {

    @Override
    public void run() {
        Configuration hadoop = SparkContexts.hadoopWithoutContext();
        List<Directory> runs =
                config.runs().stream().map(uri -> UriResolver.data(uri, hadoop)).toList();
        Directory output = config.output()
                .map(uri -> UriResolver.output(uri, hadoop).root())
                .orElseGet(() -> runs.get(0).child(ReportWriter.DIRECTORY));
        try {
            new ReportWriter(Clock.systemUTC(), console::warn).write(runs, output);
        } catch (IOException e) {
            throw new OutputException(e);
        }
        console.print("wrote " + output.uri() + "/index.html");
    }
}
