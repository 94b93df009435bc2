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

/** Writes a model in the format of other programs. It needs no Spark context, so it starts at once. */
public record ExportJob(ExportConfig config, Console console) implements Job {

    @Override
    public void run() {
        Configuration hadoop = SparkContexts.hadoopAlone();
        OutputFile output = UriResolver.outputFile(config.output(), hadoop);
        output.requireUsable(config.outputMode());
        output.write(content(ModelReader.read(config.model(), hadoop)));
        console.print("wrote " + output);
    }

    private ContentWriter content(ModelArchive model) {
        return switch (config.format()) {
            case ONNX -> leNet(model, OnnxWriter::new);
            case SAFETENSORS -> leNet(model, SafetensorsWriter::new);
            // Without a checkpoint's own vectors, which plain DL4J has no use for.
            case DL4J -> new ModelArchive(model.network(), model.scaling(), model.classNames())::writeTo;
        };
    }

    private ContentWriter leNet(ModelArchive model, Function<TrainedLeNet, ContentWriter> writer) {
        TrainedLeNet.incompatibility(model).ifPresent(reason -> {
            throw new DataException("Model must be a LeNet-5 to become " + config.format() + ", cannot be: "
                    + config.model() + " (" + reason + "); --format dl4j takes it");
        });
        return writer.apply(TrainedLeNet.of(model));
    }
}
