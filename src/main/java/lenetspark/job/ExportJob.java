package lenetspark.job;

import java.util.function.Function;
import lenetspark.config.ExportConfig;
import lenetspark.data.DataException;
import lenetspark.export.OnnxWriter;
import lenetspark.export.SafetensorsWriter;
import lenetspark.export.TrainedLeNet;
import lenetspark.model.ModelArchive;
import lenetspark.run.OutputFile;
import lenetspark.storage.ContentWriter;
import org.apache.hadoop.conf.Configuration;

/** Exports a model to another format. Needs no Spark context, so it starts quickly. */
public record ExportJob(ExportConfig config, Console console) implements Job {

    @Override
    public void run() {
        Configuration hadoop = SparkContexts.hadoopWithoutContext();
        OutputFile output = UriResolver.outputFile(config.output(), hadoop);
        output.requireUsable(config.outputMode());
        output.write(content(ModelReader.read(config.model(), hadoop)));
        console.print("wrote " + output);
    }

    private ContentWriter content(ModelArchive model) {
        return switch (config.format()) {
            case ONNX -> leNetWriter(model, OnnxWriter::new);
            case SAFETENSORS -> leNetWriter(model, SafetensorsWriter::new);
            // Without the vectors of a checkpoint, which stock DL4J does not use.
            case DL4J -> new ModelArchive(model.network(), model.scaling(), model.classNames())::writeTo;
        };
    }

    private ContentWriter leNetWriter(ModelArchive model, Function<TrainedLeNet, ContentWriter> writer) {
        TrainedLeNet.incompatibility(model).ifPresent(reason -> {
            throw new DataException("Model must be a LeNet-5 to become " + config.format() + ", got: " + config.model()
                    + " (" + reason + "); use --format dl4j");
        });
        return writer.apply(TrainedLeNet.of(model));
    }
}
