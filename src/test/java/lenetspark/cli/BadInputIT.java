package lenetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lenetspark.data.Shapes;
import lenetspark.job.CommandRun;
import lenetspark.job.RunFiles;
import lenetspark.job.SampleRun;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Invalid input: each error is one line that says what, where and the remedy, and no file is changed. */
class BadInputIT {

    private static final int USAGE = 2;
    private static final int DATA = 3;
    private static final int OUTPUT = 4;

    /** Change of the files before the command runs. */
    @FunctionalInterface
    private interface Damage {
        void applyTo(BadInputIT test) throws IOException;
    }

    private static RunFiles run;

    private final Path root;
    private final Path data;

    BadInputIT(@TempDir Path root) {
        this.root = root;
        this.data = root.resolve("data");
    }

    @BeforeAll
    static void trainOnce(@TempDir Path runs) {
        run = SampleRun.train(runs.resolve("run"), "--validation-size=1990", "--epochs=1", "--replicas=1");
    }

    /** Copies the sample data set to data and a finished run to run. */
    @BeforeEach
    void prepare() throws IOException {
        new RunFiles(SampleRun.DATA).copyTo(data);
        run.copyTo(root.resolve("run"));
    }

    static Stream<Arguments> data() {
        return Stream.of(
                row(
                        "no directory",
                        test -> test.delete("data"),
                        "DATA: no such directory; fetch MNIST with datasets/fetch.sh mnist"),
                row(
                        "a file as directory",
                        test -> {
                            test.delete("data");
                            test.write("data", "text");
                        },
                        "DATA: cannot be listed: it is a file, not a directory"),
                row(
                        "empty directory",
                        test -> {
                            test.delete("data");
                            Files.createDirectory(test.data);
                        },
                        "DATA: has no train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
                                + " t10k-labels-idx1-ubyte (raw or .gz); fetch MNIST with datasets/fetch.sh mnist"),
                row(
                        "no test labels",
                        test -> test.delete("data/t10k-labels-idx1-ubyte.gz"),
                        "DATA: has no t10k-labels-idx1-ubyte (raw or .gz); fetch MNIST with datasets/fetch.sh mnist"),
                row(
                        "truncated",
                        test -> test.replaceRaw("train-images-idx3-ubyte", raw -> Arrays.copyOf(raw, 5_000)),
                        "DATA/train-images-idx3-ubyte: truncated: found 5000 bytes, expected 1568016 (2000 images of 28x28);"),
                row(
                        "truncated gzip data",
                        test -> test.change("data/train-images-idx3-ubyte.gz", gz -> Arrays.copyOf(gz, 5_000)),
                        "DATA/train-images-idx3-ubyte.gz: corrupt gzip data ("),
                row(
                        "corrupt gzip data",
                        test -> test.change("data/train-images-idx3-ubyte.gz", gz -> flip(gz, 20_000)),
                        "DATA/train-images-idx3-ubyte.gz: corrupt gzip data ("),
                row(
                        "an empty file",
                        test -> test.replaceRaw("train-images-idx3-ubyte", raw -> new byte[0]),
                        "DATA/train-images-idx3-ubyte: truncated: found 0 bytes, expected a header of 16 bytes and images;"),
                row(
                        "wrong magic",
                        test -> test.replaceRaw("train-labels-idx1-ubyte", raw -> flip(raw, 0)),
                        "DATA/train-labels-idx1-ubyte: not an IDX file: starts with "),
                row(
                        "images as labels",
                        test -> test.replace("train-labels-idx1-ubyte", "t10k-images-idx3-ubyte"),
                        "DATA/train-labels-idx1-ubyte: number of dimensions 3, expected 1 for labels"),
                row(
                        "label out of range",
                        test -> test.replaceRaw("t10k-labels-idx1-ubyte", raw -> {
                            raw[8 + 17] = 10;
                            return raw;
                        }),
                        "DATA/t10k-labels-idx1-ubyte: "),
                row(
                        "a damaged training label",
                        test -> test.replaceRaw("train-labels-idx1-ubyte", raw -> {
                            raw[8 + 17] = 11;
                            return raw;
                        }),
                        "DATA/train-labels-idx1-ubyte: label 11 at index 17, but no example has label 10; correct the"
                                + " label, or set classes to 12 if a class may have no examples"),
                row(
                        "fewer labels than images",
                        test -> test.replace("train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"),
                        "DATA/train-labels-idx1-ubyte: found 500 labels, expected 2000, one for each image of train-images-idx3-ubyte.gz"),
                Arguments.of(
                        "nothing left to train on",
                        (Damage) test -> {},
                        "train --data DATA --output OUT --validation-size 2000",
                        DATA,
                        "DATA: a validation size of 2000 leaves none of the 2000 training examples; choose a smaller one"),
                Arguments.of(
                        "the default size on the sample",
                        (Damage) test -> {},
                        "train --data DATA --output OUT",
                        DATA,
                        "DATA: a validation size of 5000 leaves none of the 2000 training examples; choose a smaller one"),
                Arguments.of(
                        "a damaged training image",
                        (Damage) test -> test.writeShapes("3.png", new byte[0]),
                        "train --data DIR/shapes --output OUT --validation-size 1",
                        DATA,
                        "DIR/shapes/train/cross/3.png: empty file; replace the file or delete it"),
                Arguments.of(
                        "images without a test set",
                        (Damage) test -> {
                            test.writeShapes("3.png", Shapes.png("cross", 3));
                            test.delete("shapes/test");
                        },
                        "train --data DIR/shapes --output OUT --validation-size 1",
                        DATA,
                        "DIR/shapes/test: no such directory, expected a directory with images in one subdirectory per class"),
                Arguments.of(
                        "images as Parquet",
                        (Damage) test -> test.writeShapes("3.png", Shapes.png("cross", 3)),
                        "train --data DIR/shapes --output OUT --data-format parquet",
                        DATA,
                        "DIR/shapes/train: cannot be read: "),
                Arguments.of(
                        "transposed images that are no IDX files",
                        (Damage) test -> test.writeShapes("3.png", Shapes.png("cross", 3)),
                        "train --data PATH/shapes --output OUT --transposed",
                        USAGE,
                        "Transposed applies to data format idx only, but the data is images: leave it out"),
                Arguments.of(
                        "unknown scheme",
                        (Damage) test -> {},
                        "train --data gopher://x/mnist --output OUT",
                        DATA,
                        "gopher://x/mnist: no filesystem for scheme 'gopher'; add the Hadoop connector of the scheme to the class path"),
                Arguments.of(
                        "no URI", (Damage) test -> {}, "train --data : --output OUT", DATA, "':': not a valid URI"),
                Arguments.of(
                        "evaluate without data",
                        (Damage) test -> {},
                        "evaluate --model RUN/model/lenet.zip --data DIR/no --output OUT",
                        DATA,
                        "DIR/no: no such directory; fetch MNIST with datasets/fetch.sh mnist"));
    }

    static Stream<Arguments> output() {
        return Stream.of(
                Arguments.of(
                        "not empty",
                        (Damage) test -> {},
                        "train --data DATA --output RUN",
                        OUTPUT,
                        "RUN: is not empty; choose another --output, continue it with --resume or replace it with --overwrite"),
                Arguments.of(
                        "overwriting what is no run",
                        (Damage) test -> {},
                        "train --data DATA --output DIR --overwrite",
                        OUTPUT,
                        "DIR: is not empty and has no run.json, so it is no run to overwrite; choose another --output or delete it yourself"),
                Arguments.of(
                        "overwriting the data",
                        (Damage) test -> {},
                        "train --data DATA --output DATA --overwrite",
                        OUTPUT,
                        "DATA: is not empty and has no run.json, "),
                Arguments.of(
                        "overwriting a run, but with bad data",
                        (Damage) test -> test.delete("data/t10k-labels-idx1-ubyte.gz"),
                        "train --data DATA --output RUN --overwrite",
                        DATA,
                        "DATA: has no t10k-labels-idx1-ubyte"),
                Arguments.of(
                        "a file in the way",
                        (Damage) test -> test.write("out", "text"),
                        "train --data DATA --output OUT",
                        OUTPUT,
                        "OUT: cannot be listed: it is a file, not a directory"),
                Arguments.of(
                        "overwriting a file",
                        (Damage) test -> test.write("out", "text"),
                        "train --data DATA --output OUT --overwrite",
                        OUTPUT,
                        "OUT: cannot be listed: it is a file, not a directory"),
                Arguments.of(
                        "a file as parent",
                        (Damage) test -> test.write("out", "text"),
                        "train --data DATA --output OUT/run --validation-size 9",
                        OUTPUT,
                        "OUT/run: cannot be created: "),
                Arguments.of(
                        "unknown scheme",
                        (Damage) test -> {},
                        "train --data DATA --output gopher://x/run",
                        OUTPUT,
                        "gopher://x/run: no filesystem for scheme 'gopher'; "),
                Arguments.of(
                        "no URI", (Damage) test -> {}, "train --data DATA --output :", OUTPUT, "':': not a valid URI"),
                Arguments.of(
                        "evaluation into a file",
                        (Damage) test -> test.write("out", "text"),
                        "evaluate --model RUN/model/lenet.zip --data DATA --output OUT",
                        OUTPUT,
                        "OUT: cannot be listed: it is a file, not a directory"),
                Arguments.of(
                        "evaluation to an unknown scheme",
                        (Damage) test -> {},
                        "evaluate --model RUN/model/lenet.zip --data DATA --output gopher://x/y",
                        OUTPUT,
                        "gopher://x/y: no filesystem for scheme 'gopher'; "));
    }

    static Stream<Arguments> model() {
        return Stream.of(
                model(
                        "missing",
                        test -> test.delete("run/model"),
                        "Model cannot be read: RUN/model/lenet.zip: no such file"),
                model(
                        "a directory",
                        test -> {
                            test.delete("run/model");
                            Files.createDirectories(test.root.resolve("run/model/lenet.zip"));
                        },
                        "Model cannot be read: PATH/run/model/lenet.zip: is a directory, not a file"),
                model(
                        "a text file",
                        test -> test.write("run/model/lenet.zip", "not a model"),
                        invalidModel("not a zip file")),
                model("an empty file", test -> test.write("run/model/lenet.zip", ""), invalidModel("not a zip file")),
                model(
                        "truncated",
                        test -> test.change("run/model/lenet.zip", zip -> Arrays.copyOf(zip, 100_000)),
                        invalidModel("damaged: its zip entries cannot be read")),
                model(
                        "a bit wrong",
                        test -> test.change("run/model/lenet.zip", zip -> flip(zip, 100_000)),
                        invalidModel("damaged: its zip entries cannot be read")),
                model(
                        "a foreign zip",
                        test -> test.writeZip("hello.txt"),
                        invalidModel("not a model archive of DL4J: unexpected entry 'hello.txt'")),
                model(
                        "no configuration",
                        test -> test.writeZip("coefficients.bin"),
                        invalidModel("not a model archive of DL4J: no entry 'configuration.json'")),
                model(
                        "a configuration that is none",
                        test -> test.writeZip("configuration.json"),
                        invalidModel(
                                "damaged: its entry 'configuration.json' must be JSON without duplicate keys, got: Unrecognized"
                                        + " token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or"
                                        + " 'false')")),
                model(
                        "another network",
                        test -> test.writePerceptron(784, 10),
                        invalidModel("its network must accept images of 1x32x32")),
                Arguments.of(
                        "unknown scheme",
                        (Damage) test -> {},
                        "evaluate --model gopher://x/lenet.zip --data DATA",
                        DATA,
                        "Model cannot be read: gopher://x/: no filesystem for scheme 'gopher'; "),
                Arguments.of(
                        "a trailing slash",
                        (Damage) test -> {},
                        "evaluate --model RUN/model/ --data DATA",
                        DATA,
                        "Model cannot be read: PATH/run/model/: is a directory, not a file"));
    }

    static Stream<Arguments> report() {
        return Stream.of(
                report(
                        "no directory",
                        test -> test.delete("run"),
                        DATA,
                        "RUN: has no run.json, so it is not a run directory; give the --output directory of a train command"),
                report(
                        "no record",
                        test -> test.delete("run/run.json"),
                        DATA,
                        "RUN: has no run.json, so it is not a run directory; give the --output directory of a train command"),
                report(
                        "a damaged record",
                        test -> test.change("run/run.json", json -> Arrays.copyOf(json, 200)),
                        DATA,
                        "RUN/run.json: damaged: not JSON"),
                report(
                        "a damaged evaluation",
                        test -> test.write("run/evaluation.json", "[]"),
                        DATA,
                        "RUN/evaluation.json: damaged: not a JSON object"),
                report(
                        "a damaged model",
                        test -> test.write("run/model/lenet.zip", "not a model"),
                        DATA,
                        "RUN/model/lenet.zip: not a zip file"),
                report(
                        "a file in the way",
                        test -> test.write("out", "text"),
                        OUTPUT,
                        "OUT/index.html: cannot be written: "),
                Arguments.of(
                        "one of several is no run",
                        (Damage) test -> {},
                        "report RUN DATA --output OUT",
                        DATA,
                        "DATA: has no run.json, so it is not a run directory; give the --output directory of a train command"),
                Arguments.of(
                        "unknown scheme",
                        (Damage) test -> {},
                        "report gopher://x/run",
                        DATA,
                        "gopher://x/run: no filesystem for scheme 'gopher'; "),
                Arguments.of(
                        "output to an unknown scheme",
                        (Damage) test -> {},
                        "report RUN --output gopher://x/report",
                        OUTPUT,
                        "gopher://x/report: no filesystem for scheme 'gopher'; "));
    }

    private static Arguments report(String name, Damage damage, int exitCode, String message) {
        return Arguments.of(name, damage, "report RUN --output OUT", exitCode, message);
    }

    static Stream<Arguments> export() {
        String export = "export --model RUN/model/lenet.zip --format onnx --output DIR/lenet.onnx";
        return Stream.of(
                Arguments.of(
                        "no model",
                        (Damage) test -> test.delete("run/model/lenet.zip"),
                        export,
                        DATA,
                        "Model cannot be read: RUN/model/lenet.zip: no such file"),
                Arguments.of(
                        "not a model",
                        (Damage) test -> test.write("run/model/lenet.zip", "not a model"),
                        export,
                        DATA,
                        invalidModel("not a zip file")),
                Arguments.of(
                        "another network",
                        (Damage) BadInputIT::writeFlatNetwork,
                        export,
                        DATA,
                        "Model must be a LeNet-5 to become onnx, got: PATH/run/model/lenet.zip"
                                + " (it has 2 layers, LeNet-5 has 7); use --format dl4j"),
                Arguments.of(
                        "a file that is there",
                        (Damage) test -> test.write("lenet.onnx", "mine"),
                        export,
                        OUTPUT,
                        "DIR/lenet.onnx: exists; choose another --output or replace it with --overwrite"),
                Arguments.of(
                        "a directory in the way",
                        (Damage) test -> {},
                        "export --model RUN/model/lenet.zip --format onnx --output RUN/model --overwrite",
                        OUTPUT,
                        "RUN/model: is a directory; name a file with --output"),
                Arguments.of(
                        "a trailing slash",
                        (Damage) test -> {},
                        "export --model RUN/model/lenet.zip --format onnx --output RUN/model/",
                        OUTPUT,
                        "PATH/run/model/: is a directory, not a file"),
                Arguments.of(
                        "a file as parent",
                        (Damage) test -> test.write("out", "text"),
                        "export --model RUN/model/lenet.zip --format onnx --output OUT/lenet.onnx",
                        OUTPUT,
                        "OUT/lenet.onnx: cannot be written: "),
                Arguments.of(
                        "unknown scheme",
                        (Damage) test -> {},
                        "export --model RUN/model/lenet.zip --format onnx --output gopher://x/lenet.onnx",
                        OUTPUT,
                        "gopher://x/: no filesystem for scheme 'gopher'; "));
    }

    static Stream<Arguments> predict() {
        String predict = "predict --model RUN/model/lenet.zip --input DATA/t10k-images-idx3-ubyte.gz --output OUT";
        return Stream.of(
                Arguments.of(
                        "no model",
                        (Damage) test -> test.delete("run/model/lenet.zip"),
                        predict,
                        DATA,
                        "Model cannot be read: RUN/model/lenet.zip: no such file"),
                Arguments.of(
                        "not a model",
                        (Damage) test -> test.write("run/model/lenet.zip", "not a model"),
                        predict,
                        DATA,
                        invalidModel("not a zip file")),
                predict("no input", "DIR/no", DATA, "DIR/no: no such file or directory"),
                predict("an empty directory", "DIR/empty", DATA, "DIR/empty: is empty, expected images"),
                predict(
                        "an unknown file",
                        "DIR/notes",
                        DATA,
                        "DIR/notes: is not IDX, PNG, JPEG or Parquet according to its first bytes; name the format with --input-format"),
                predict(
                        "labels",
                        "DATA/t10k-labels-idx1-ubyte.gz",
                        DATA,
                        "DATA/t10k-labels-idx1-ubyte.gz: number of dimensions 1, expected 3 for images"),
                predict(
                        "no IDX file",
                        "RUN --input-format idx",
                        DATA,
                        "RUN: has no IDX image file with idx3 in its name;"),
                predict("half an IDX file", "DIR/cut", DATA, "DIR/cut: truncated: found 5000 bytes, expected "),
                predict("no Parquet", "DIR/notes --input-format parquet", DATA, "DIR/notes: cannot be read: "),
                predict(
                        "no Parquet in a directory",
                        "DIR/empty --input-format parquet",
                        DATA,
                        "DIR/empty: cannot be read: "),
                predict(
                        "a column of IDX",
                        "DATA --column pixels",
                        USAGE,
                        "Column applies to input format parquet only, but the input is idx: leave it out"),
                predict(
                        "unknown scheme",
                        "gopher://x/digits",
                        DATA,
                        "gopher://x/digits: no filesystem for scheme 'gopher'; "),
                Arguments.of(
                        "not empty",
                        (Damage) test -> {},
                        "predict --model RUN/model/lenet.zip --input DATA --output RUN",
                        OUTPUT,
                        "RUN: is not empty; choose another --output, or replace its predictions with --overwrite"),
                Arguments.of(
                        "a file as output",
                        (Damage) test -> test.write("out", "text"),
                        predict,
                        OUTPUT,
                        "OUT: cannot be listed: it is a file, not a directory"),
                Arguments.of(
                        "a file as parent of the output",
                        (Damage) test -> test.write("out", "text"),
                        predict + "/results",
                        OUTPUT,
                        "OUT/results: cannot be written: "),
                Arguments.of(
                        "the input among the results",
                        (Damage) test -> {
                            Files.createDirectories(test.root.resolve("run/predictions"));
                            test.write("run/predictions/a.png", "");
                        },
                        "predict --model RUN/model/lenet.zip --input RUN/predictions --output RUN --overwrite",
                        OUTPUT,
                        "RUN: holds the input RUN/predictions, or is in it; choose another --output"));
    }

    private static Arguments predict(String name, String input, int exitCode, String message) {
        return Arguments.of(
                name,
                (Damage) test -> {
                    test.write("notes", "no images");
                    Files.createDirectory(test.root.resolve("empty"));
                    test.replaceRaw("t10k-images-idx3-ubyte", raw -> raw);
                    byte[] raw = Files.readAllBytes(test.data.resolve("t10k-images-idx3-ubyte"));
                    Files.write(test.root.resolve("cut"), Arrays.copyOf(raw, 5_000));
                },
                "predict --model RUN/model/lenet.zip --output OUT --input " + input,
                exitCode,
                message);
    }

    static Stream<Arguments> config() {
        return Stream.of(
                Arguments.of(
                        "missing",
                        (Damage) test -> {},
                        "train --config DIR/job.conf",
                        USAGE,
                        "Config file must be an existing file, got: PATH/job.conf"),
                Arguments.of(
                        "a directory",
                        (Damage) test -> {},
                        "train --config DIR/data",
                        USAGE,
                        "Config file cannot be read: PATH/data: is a directory, not a file"),
                Arguments.of(
                        "unknown scheme",
                        (Damage) test -> {},
                        "train --config gopher://x/job.conf",
                        USAGE,
                        "Config file cannot be read: gopher://x/: no filesystem for scheme 'gopher'; "),
                Arguments.of(
                        "no URI",
                        (Damage) test -> {},
                        "train --config :/:",
                        USAGE,
                        "Config file cannot be read: ':/': not a valid URI"),
                Arguments.of(
                        "not UTF-8",
                        (Damage) test -> Files.write(test.root.resolve("job.conf"), new byte[] {'a', (byte) 0xff}),
                        "train --config DIR/job.conf",
                        USAGE,
                        "Config file cannot be read: PATH/job.conf: is not UTF-8 text"),
                Arguments.of(
                        "an unknown key",
                        (Damage) test -> test.write("job.conf", "epoch = 3"),
                        "train --config DIR/job.conf",
                        USAGE,
                        "PATH/job.conf:1: Unknown key 'epoch', the nearest known key is 'epochs'"),
                Arguments.of(
                        "by a URI",
                        (Damage) test -> test.write("job.conf", "epochs = 0"),
                        "summary --config file:DIR/job.conf",
                        USAGE,
                        "file:PATH/job.conf:1: Unknown key 'epochs', the nearest known key is "));
    }

    static Stream<Arguments> resume() {
        String resume =
                "train --data DATA --output RUN --resume --validation-size 1990 --replicas 1 --averaging-frequency 2 --learning-rate 0.003 --schedule constant --epochs 2";
        return Stream.of(
                Arguments.of(
                        "no run",
                        (Damage) test -> {
                            test.delete("run/run.json");
                            test.delete("run/checkpoints");
                        },
                        resume,
                        OUTPUT,
                        "RUN: is not empty and has neither run.json nor checkpoints, so it is no run to resume;"
                                + " choose another --output or delete it yourself"),
                Arguments.of(
                        "no checkpoint to train more epochs from",
                        (Damage) test -> test.delete("run/checkpoints"),
                        resume,
                        OUTPUT,
                        "RUN: has the result of a run but no checkpoint to resume from; start again with --overwrite"),
                Arguments.of(
                        "only a damaged checkpoint",
                        (Damage) test -> test.delete("run/checkpoints/epoch-0001-round-0000/state.json"),
                        resume,
                        OUTPUT,
                        "RUN: has no undamaged checkpoint of its run to resume from; start again with --overwrite"),
                Arguments.of(
                        "other data",
                        (Damage) test -> test.replaceRaw("train-images-idx3-ubyte", raw -> flip(raw, 20)),
                        resume,
                        USAGE,
                        "RUN: cannot be resumed with other settings: train-images-idx3-ubyte is "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"data", "output", "model", "report", "export", "predict", "config", "resume"})
    void shouldReportTheErrorInOneLineAndChangeNoFile(
            String name, Damage damage, String line, int exitCode, String message) throws IOException {
        damage.applyTo(this);
        Map<String, Long> before = contents();

        CommandRun bad = CommandRun.of(insert(line).split(" "));

        assertThat(bad.err())
                .filteredOn(text -> !text.startsWith("lenet: warning: manifest ")
                        && !text.startsWith("lenet: warning: checkpoint "))
                .singleElement()
                .asString()
                .startsWith("lenet: " + insert(withUris(message)))
                .doesNotContain("Exception");
        assertThat(bad.exitCode()).isEqualTo(exitCode);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void shouldExplainHowToSetAMissingMaster() {
        CommandRun bad = CommandRun.withoutSpark("train", "--data", data.toString());

        assertThat(bad.exitCode()).isEqualTo(USAGE);
        assertThat(bad.err())
                .containsExactly(
                        "lenet: Spark's master must be set; run with spark-submit --master local[*], or with submit/local.sh");
    }

    private static Arguments row(String name, Damage damage, String message) {
        return Arguments.of(name, damage, "train --data DATA --output OUT --validation-size 200", DATA, message);
    }

    private static Arguments model(String name, Damage damage, String message) {
        return Arguments.of(
                name, damage, "evaluate --model RUN/model/lenet.zip --data DATA --output OUT", DATA, message);
    }

    private static String invalidModel(String reason) {
        return "Model must be an archive that train wrote, got: PATH/run/model/lenet.zip (" + reason + ")";
    }

    /** Replaces paths by URIs, as in messages, except where a message repeats the argument. */
    private static String withUris(String message) {
        return message.replaceAll("\\b(DATA|RUN|OUT|DIR)\\b", "file:$1");
    }

    private String insert(String text) {
        return text.replace("DATA", data.toString())
                .replace("RUN", root.resolve("run").toString())
                .replace("OUT", root.resolve("out").toString())
                .replace("DIR", root.toString())
                .replace("PATH", root.toString());
    }

    /** Returns every file below the temporary directory with a digest of its content, and every directory. */
    private Map<String, Long> contents() throws IOException {
        Map<String, Long> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.toString(), Files.isDirectory(file) ? -1L : Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private void delete(String name) throws IOException {
        new RunFiles(root).delete(name);
    }

    /** Writes a small set of shapes with one more file among the crosses. */
    private void writeShapes(String name, byte[] content) throws IOException {
        Shapes.write(root.resolve("shapes"), 2, 1);
        Files.write(root.resolve("shapes/train/cross").resolve(name), content);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(root.resolve(name), content);
    }

    private void change(String name, UnaryOperator<byte[]> change) throws IOException {
        Files.write(root.resolve(name), change.apply(Files.readAllBytes(root.resolve(name))));
    }

    /** Replaces a compressed file by an uncompressed one with changed content. */
    private void replaceRaw(String name, UnaryOperator<byte[]> change) throws IOException {
        byte[] raw;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(data.resolve(name + ".gz")))) {
            raw = in.readAllBytes();
        }
        Files.delete(data.resolve(name + ".gz"));
        Files.write(data.resolve(name), change.apply(raw));
    }

    /** Replaces the content of a data file by that of another one. */
    private void replace(String name, String other) throws IOException {
        Path compressed = data.resolve(other + ".gz");
        byte[] raw;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(compressed))) {
            raw = in.readAllBytes();
        }
        Files.delete(data.resolve(name + ".gz"));
        Files.write(data.resolve(name), raw);
    }

    private void writeZip(String entry) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(root.resolve("run/model/lenet.zip")))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write("hello".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void writePerceptron(int inputs, int outputs) throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(inputs).nOut(5).build())
                .layer(new OutputLayer.Builder()
                        .nIn(5)
                        .nOut(outputs)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        ModelSerializer.writeModel(network, root.resolve("run/model/lenet.zip").toFile(), true);
    }

    /** Writes a network with the input and output of LeNet-5 but other layers. */
    private void writeFlatNetwork() throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(5).build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(32, 32, 1))
                .build());
        network.init();
        ModelSerializer.writeModel(network, root.resolve("run/model/lenet.zip").toFile(), true);
    }

    private static byte[] flip(byte[] content, int position) {
        content[position] ^= 0x55;
        return content;
    }
}
