package lenetspark.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lenetspark.model.LeNet;
import lenetspark.model.ModelArchive;
import lenetspark.storage.Directory;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/** Creates run directories for tests. */
final class RunDirectories {

    static final String RECORD =
            """
            {"started": "2026-11-24T10:00:00Z", "configuration": {"epochs": "2", "activation": "tanh", "pooling": "average"},
             "replicas": 2, "engine": "SIMD", "versions": {"java": "17"}, "parameters": 61706}
            """;

    static final String TESTED =
            """
            {"configuration": {"epochs": "2", "activation": "relu", "pooling": "max"}, "replicas": 2,
             "result": {"reason": "all epochs trained", "epochs": 2, "bestEpoch": 1, "testAccuracy": 0.5}}
            """;

    static final String EVALUATION =
            """
            {"accuracy": 0.5, "confusionMatrix": [[1, 1], [0, 2]], "misclassified": [{"index": 1}],
             "mostConfidentlyWrong": [{"index": 1, "label": 0, "predicted": 1, "probability": 0.9, "image": "AAA="}]}
            """;

    private RunDirectories() {}

    static Directory at(Path path) {
        try {
            return Directory.at(path.toString(), new Configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a run that is training, with the given number of rounds in one epoch. */
    static Directory training(Path path, int rounds) throws IOException {
        write(path, "run.json", RECORD);
        write(
                path,
                "metrics.jsonl",
                IntStream.rangeClosed(1, rounds)
                                .mapToObj(round -> round(1, round, rounds))
                                .collect(Collectors.joining())
                        + epoch(1));
        return at(path);
    }

    /** Creates a run that has been evaluated, with a model. */
    static Directory tested(Path path) throws IOException {
        write(path, "run.json", TESTED);
        write(path, "metrics.jsonl", round(1, 1, 1) + epoch(1) + round(2, 1, 1) + epoch(2));
        write(path, "evaluation.json", EVALUATION);
        Path models = Files.createDirectories(path.resolve("model"));
        Files.write(
                models.resolve("lenet.zip"),
                new ModelArchive(network(), new ModelArchive.PixelScaling(-0.5, 2.5)).toBytes());
        return at(path);
    }

    static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(
                LeNet.configuration(new LeNet.Choices(Activation.RELU, PoolingType.MAX, new Sgd(0.1), 0, 7)));
        network.init();
        return network;
    }

    static void write(Path path, String name, String content) throws IOException {
        Files.writeString(Files.createDirectories(path).resolve(name), content);
    }

    static String round(int epoch, int round, int rounds) {
        return """
                {"event":"round","epoch":%d,"round":%d,"rounds":%d,"loss":%s,"computeSeconds":0.1,"learningRate":0.002,\
                "replicaSeconds":[0.1,0.05],"divergence":[0.25,0.5]}
                """
                .formatted(epoch, round, rounds, 1.0 / round);
    }

    static String epoch(int epoch) {
        return """
                {"event":"epoch","epoch":%d,"epochs":2,"examples":600,"loss":0.5,"validationAccuracy":0.9,"seconds":1.5}
                """
                .formatted(epoch);
    }
}
