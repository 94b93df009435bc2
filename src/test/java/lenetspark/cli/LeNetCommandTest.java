package lenetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import lenetspark.config.ConfigException;
import lenetspark.config.DataFormat;
import lenetspark.config.Engine;
import lenetspark.config.EvaluateConfig;
import lenetspark.config.ExportConfig;
import lenetspark.config.InputFormat;
import lenetspark.config.NetworkConfig;
import lenetspark.config.NetworkConfig.ActivationFunction;
import lenetspark.config.NetworkConfig.PoolingFunction;
import lenetspark.config.PredictConfig;
import lenetspark.config.ReportConfig;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.Options;
import lenetspark.job.Job;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class LeNetCommandTest {

    private static final DataFormat DETECTED =
            new DataFormat(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> files = new TreeMap<>();
    private final List<Object> ran = new ArrayList<>();
    private Job job = () -> {};

    private ExitCode execute(String... arguments) {
        ConfigSource source = uri -> {
            if (!files.containsKey(uri)) {
                throw new FileNotFoundException(uri);
            }
            return files.get(uri);
        };
        return execute(source, arguments);
    }

    private ExitCode execute(ConfigSource source, String... arguments) {
        return new LeNetCommand(source, this::record, stream(out), stream(err)).execute(List.of(arguments));
    }

    private void record(Commands.Invocation<?> invocation) throws Exception {
        ran.add(invocation.settings());
        job.run();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private TrainConfig trainSettings() {
        assertThat(err()).isEmpty();
        assertThat(ran).hasSize(1);
        return (TrainConfig) ran.get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--epochs 2", "train --epochs 2", "--verbose --epochs 2"})
    void shouldTrainWhenNoCommandIsNamed(String line) {
        assertThat(execute(line.split(" "))).isEqualTo(ExitCode.SUCCESS);

        assertThat(trainSettings()).isEqualTo(Options.parse(TrainConfig.class, "--epochs", "2"));
        assertThat(out()).isEmpty();
    }

    @Test
    void shouldTrainWithoutAnyArgument() {
        assertThat(execute()).isEqualTo(ExitCode.SUCCESS);

        assertThat(trainSettings()).isEqualTo(Options.parse(TrainConfig.class));
    }

    @Test
    void shouldEvaluate() {
        execute("evaluate", "--model", "m.zip", "--data", "d", "--output", "o", "--engine", "dl4j");

        assertThat(ran).containsExactly(new EvaluateConfig("d", DETECTED, "m.zip", Optional.of("o"), Engine.DL4J));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report a b --output o", "report --output=o a b", "report a --output o b"})
    void shouldReportOnRunsInTheGivenOrder(String line) {
        execute(line.split(" "));

        assertThat(ran).containsExactly(new ReportConfig(List.of("a", "b"), Optional.of("o")));
    }

    @Test
    void shouldReadTheOutputOfAReportFromAFile() {
        files.put("a.conf", "output = o");

        execute("report", "a", "--config", "a.conf");

        assertThat(ran).containsExactly(new ReportConfig(List.of("a"), Optional.of("o")));
    }

    @Test
    void shouldPredict() {
        execute(
                "predict",
                "--model=m.zip",
                "--input=i",
                "--input-format=parquet",
                "--id-column=key",
                "--output=o",
                "--engine=dl4j");

        assertThat(ran)
                .containsExactly(new PredictConfig(
                        "m.zip",
                        "i",
                        Optional.of(InputFormat.PARQUET),
                        Optional.empty(),
                        Optional.of("key"),
                        false,
                        "o",
                        false,
                        Engine.DL4J));
    }

    @Test
    void shouldExport() {
        execute("export", "--model", "m.zip", "--format", "onnx", "--output", "m.onnx", "--overwrite");

        assertThat(ran).containsExactly(new ExportConfig("m.zip", ExportConfig.Format.ONNX, "m.onnx", true));
    }

    @Test
    void shouldPrintTheSummary() {
        execute("summary", "--pooling", "max");

        assertThat(ran).containsExactly(new NetworkConfig(ActivationFunction.TANH, PoolingFunction.MAX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--config a.conf --epochs 3", "--epochs=3 --config=a.conf", "train --config a.conf --epochs 3"})
    void shouldGiveTheCommandLinePrecedenceOverTheFile(String line) {
        files.put("a.conf", "epochs = 2, batch-size = 32");

        execute(line.split(" "));

        assertThat(trainSettings()).isEqualTo(Options.parse(TrainConfig.class, "--epochs=3", "--batch-size=32"));
    }

    @Test
    void shouldReadARequiredOptionFromTheFile() {
        files.put("a.properties", "model=m.zip");

        assertThat(execute("evaluate", "--config", "a.properties")).isEqualTo(ExitCode.SUCCESS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --epochs ten                     | Epochs must be a whole number, got: ten
            --epochs 0                       | Epochs must be at least 1, got: 0
            --epochs -1                      | Epochs must be at least 1, got: -1
            --epochs 1000001                 | Epochs must be at most 1000000, got: 1000001
            --epochs 99999999999             | Epochs must be a whole number from -2147483648 to 2147483647, got: 99999999999
            --epochs=                        | Epochs must be a whole number, got: ''
            --batch-size 1.5                 | Batch size must be auto or a whole number, got: 1.5
            --batch-size 0                   | Batch size must be at least 1, got: 0
            --batch-size 65537               | Batch size must be at most 65536, got: 65537
            --averaging-frequency x          | Averaging frequency must be auto or a whole number, got: x
            --averaging-frequency 0          | Averaging frequency must be at least 1, got: 0
            --replicas all                   | Replicas must be a whole number, got: all
            --replicas 0                     | Replicas must be at least 1, got: 0
            --replicas 100001                | Replicas must be at most 100000, got: 100001
            --validation-size 10%            | Validation size must be a whole number, got: 10%
            --validation-size -1             | Validation size must be at least 0, got: -1
            --learning-rate fast             | Learning rate must be auto or a number, got: fast
            --learning-rate 0                | Learning rate must be greater than 0, got: 0.0
            --learning-rate -1               | Learning rate must be greater than 0, got: -1.0
            --learning-rate NaN              | Learning rate must be auto or a number, got: NaN
            --learning-rate 1e999            | Learning rate must be a finite number, got: Infinity
            --momentum x                     | Momentum must be a number, got: x
            --momentum 1                     | Momentum must be less than 1, got: 1.0
            --momentum -0.1                  | Momentum must be at least 0, got: -0.1
            --momentum 0.5                   | Momentum has no effect with updater adam: set updater to nesterovs or leave it out
            --input-scaling byte             | Input scaling must be one of standard, unit, got: byte
            --schedule linear                | Schedule must be one of constant, step, cosine, got: linear
            --warmup-epochs -1               | Warmup epochs must be at least 0, got: -1.0
            --schedule constant --warmup-epochs 1 | Warmup epochs has no effect with schedule constant: set schedule to step or cosine or leave it out
            --step-epochs 3                  | Step epochs has no effect with schedule cosine: set schedule to step or leave it out
            --schedule step --step-epochs 0  | Step epochs must be at least 1, got: 0
            --schedule step --step-factor 2  | Step factor must be at most 1, got: 2.0
            --l2 x                           | L2 must be a number, got: x
            --l2 -1                          | L2 must be at least 0, got: -1.0
            --updater adamw                  | Updater must be one of adam, nesterovs, sgd, got: adamw
            --updater ADAM                   | Updater must be one of adam, nesterovs, sgd, got: ADAM
            --activation scaled_tanh         | Activation must be one of tanh, scaled-tanh, relu, got: scaled_tanh
            --pooling sum                    | Pooling must be one of average, max, got: sum
            --averaging mean                 | Averaging must be one of weighted, nesterov, dl4j, got: mean
            --averaging-warmup-rounds x      | Averaging warmup rounds must be a whole number, got: x
            --aggregation-depth x            | Aggregation depth must be a whole number, got: x
            --aggregation-depth 0            | Aggregation depth must be at least 1, got: 0
            --aggregation-depth 3            | Aggregation depth must be at most 2, got: 3
            --averaging-warmup-rounds -1     | Averaging warmup rounds must be at least 0, got: -1
            --outer-momentum 0.9             | Outer momentum has no effect with averaging weighted: set averaging to nesterov or leave it out
            --averaging nesterov --outer-momentum 1 | Outer momentum must be less than 1, got: 1.0
            --averaging nesterov --outer-momentum -1 | Outer momentum must be at least 0, got: -1.0
            --averaging nesterov --outer-momentum x | Outer momentum must be a number, got: x
            --outer-learning-rate 0.7        | Outer learning rate has no effect with averaging weighted: set averaging to nesterov or leave it out
            --averaging nesterov --outer-learning-rate 0 | Outer learning rate must be greater than 0, got: 0.0
            --augment flip                   | Augment must be one of none, shift, affine, elastic, got: flip
            --augment-strength 0.5           | Augment strength has no effect with augment none: set augment to shift, affine or elastic or leave it out
            --augment shift --augment-strength 0 | Augment strength must be greater than 0, got: 0.0
            --augment shift --augment-strength 4 | Augment strength must be at most 2, got: 4.0
            --label-smoothing x              | Label smoothing must be a number, got: x
            --label-smoothing 1              | Label smoothing must be less than 1, got: 1.0
            --label-smoothing -0.1           | Label smoothing must be at least 0, got: -0.1
            --dropout x                      | Dropout must be a number, got: x
            --dropout 1                      | Dropout must be less than 1, got: 1.0
            --dropout -0.1                   | Dropout must be at least 0, got: -0.1
            --ema-decay x                    | Ema decay must be a number, got: x
            --ema-decay 1                    | Ema decay must be less than 1, got: 1.0
            --ema-decay -0.1                 | Ema decay must be at least 0, got: -0.1
            --averaging dl4j --augment shift | Augment has no effect with averaging dl4j: set averaging to weighted or nesterov or leave it out
            --averaging dl4j --aggregation-depth 2 | Aggregation depth has no effect with averaging dl4j: set averaging to weighted or nesterov or leave it out
            --averaging dl4j --averaging-warmup-rounds 5 | Averaging warmup rounds has no effect with averaging dl4j: set averaging to weighted or nesterov or leave it out
            --averaging dl4j --label-smoothing 0.1 | Label smoothing has no effect with averaging dl4j: set averaging to weighted or nesterov or leave it out
            --averaging dl4j --ema-decay 0.9 | Ema decay has no effect with averaging dl4j: set averaging to weighted or nesterov or leave it out
            --engine gpu                     | Engine must be one of simd, dl4j, got: gpu
            --averaging dl4j --engine simd   | Averaging dl4j needs engine dl4j, got: simd; set engine to dl4j or leave it out
            --checkpoint-every-rounds x      | Checkpoint every rounds must be a whole number, got: x
            --checkpoint-every-rounds 0      | Checkpoint every rounds must be at least 1, got: 0
            --keep-last x                    | Keep last must be a whole number, got: x
            --keep-last 0                    | Keep last must be at least 1, got: 0
            --early-stopping-patience x      | Early stopping patience must be a whole number, got: x
            --early-stopping-patience 0      | Early stopping patience must be at least 1, got: 0
            --early-stopping-patience 3 --validation-size 0 | Early stopping patience needs a validation set: set validation-size to at least 1, got: 0
            --early-stopping-metric auc      | Early stopping metric must be one of accuracy, loss, got: auc
            --early-stopping-metric loss     | Early stopping metric has no effect without early-stopping-patience: set early-stopping-patience or leave it out
            --early-stopping-min-delta x     | Early stopping min delta must be a number, got: x
            --early-stopping-min-delta 0.1   | Early stopping min delta has no effect without early-stopping-patience: set early-stopping-patience or leave it out
            --early-stopping-patience 3 --early-stopping-min-delta -1 | Early stopping min delta must be at least 0, got: -1.0
            --target-accuracy high           | Target accuracy must be a number, got: high
            --target-accuracy 0              | Target accuracy must be greater than 0, got: 0.0
            --target-accuracy 98.5           | Target accuracy must be at most 1, got: 98.5
            --target-accuracy 0.9 --validation-size 0 | Target accuracy needs a validation set: set validation-size to at least 1, got: 0
            --max-time 10                    | Max time must be a duration such as 30s, 10m, 2h, 1h30m or PT10M, got: 10
            --max-time 0s                    | Max time must be longer than 0s, got: PT0S
            --max-time -1h                   | Max time must be longer than 0s, got: PT-1H
            --max-time 9000h                 | Max time must be at most 365 days, got: PT9000H
            --seed x                         | Seed must be a whole number, got: x
            --seed 9223372036854775808       | Seed must be a whole number from -9223372036854775808 to 9223372036854775807, got: 9223372036854775808
            --data=                          | Data must be a path or URI, got: ''
            --data-format=csv                | Data format must be one of idx, images, parquet, got: csv
            --data-format=idx --column=image | Column applies to data format parquet only, but the data is idx: leave it out
            --data-format=images --label-column=x | Label column applies to data format parquet only, but the data is images: leave it out
            --data-format=parquet --transposed | Transposed applies to data format idx only, but the data is parquet: leave it out
            --classes 1                      | Classes must be at least 2, got: 1
            --classes 1001                   | Classes must be at most 1000, got: 1001
            --output=                        | Output must be a path or URI, got: ''
            --data=s3a://me:secret@b/d       | Data must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            --report=perhaps                 | Report must be true or false, got: perhaps
            --mlflow-uri=mlflow:5000         | Mlflow uri must be an http:// or https:// URI, got: mlflow:5000
            --mlflow-uri=http:///runs        | Mlflow uri must be an http:// or https:// URI, got: http:///runs
            --mlflow-uri=http://me:secret@h  | Mlflow uri must not contain a user name or password: set the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
            --mlflow-experiment digits       | Mlflow experiment has no effect without mlflow-uri: set mlflow-uri or leave it out
            --mlflow-uri http://h --mlflow-experiment= | Mlflow experiment must be a name, got: ''
            --output=ftp://me:secret@host/d  | Output must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            --resume=yes                     | Resume must be true or false, got: yes
            --resume                         | Resume needs output: name the run directory with output
            --overwrite                      | Overwrite needs output: name the run directory with output
            --output r --resume --overwrite  | Resume and overwrite exclude each other: choose one of the two
            --epochs                         | Option --epochs needs a value: --epochs N
            --data --epochs 3                | Option --data needs a value: --data URI
            --epochs 1 --epochs 2            | Option --epochs is given more than once: give it once
            --config                         | Option --config needs a value: --config URI
            --config --epochs 3              | Option --config needs a value: --config URI
            --config a.conf --config b.conf  | Config file must be an existing file, got: a.conf
            --config -x                      | Config file must be an existing file, got: -x
            --epoch 3                        | Unknown option '--epoch', the nearest known option is '--epochs'
            --batchSize=3                    | Unknown option '--batchSize', the nearest known option is '--batch-size'
            --patience 3                     | Unknown option '--patience', the nearest known option is '--early-stopping-patience'
            -h                               | Unknown option '-h', the nearest known option is '--help'
            -                                | Unknown option '-', the nearest known option is '--l2'
            --epochs 2 train                 | Unknown argument 'train': the command comes first, and every other argument is an option or its value
            train evaluate                   | Unknown argument 'evaluate': the command comes first, and every other argument is an option or its value
            help                             | Unknown command 'help', the nearest known command is '--help'
            tran                             | Unknown command 'tran', the nearest known command is 'train'
            eval --help                      | Unknown command 'eval', the nearest known command is 'evaluate'
            evaluate                         | Model is missing: name the archive to evaluate with --model URI
            evaluate --model=                | Model must be a path or URI, got: ''
            evaluate --model=s3a://k:s@b/m   | Model must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            evaluate --epochs 3              | Unknown option '--epochs', the nearest known option is '--engine'
            report                           | Run is missing: name the run directory, or several to compare: report RUN [RUN...]
            report --output o                | Run is missing: name the run directory, or several to compare: report RUN [RUN...]
            report a b                       | Output is missing: name the directory for the comparison of several runs with --output URI
            report a --output=               | Output must be a path or URI, got: ''
            report a --outputs o             | Unknown option '--outputs', the nearest known option is '--output'
            report a --output o --output p   | Option --output is given more than once: give it once
            report s3a://k:s@b/run           | Run must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            --output=http://me:s/cret@host   | Output must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            --config=https://TOKEN@host/a    | Config must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            --mlflow-uri=https://TOKEN@host  | Mlflow uri must not contain a user name or password: set the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
            --mlflow-uri=https:/TOKEN@host   | Mlflow uri must not contain a user name or password: set the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
            --mlflow-uri=https://h?token=T   | Mlflow uri must not contain a query, which may be a signature or a token: set the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
            evaluate --model m --data=hdfs://me@h/d | Data must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            evaluate --model m --output=s3a://b/d?sig=S | Output must not contain a query, which may be a signature or a token: supply credentials by an instance role, environment variables or a Hadoop credential provider
            predict --model m --input s3a://K@b/i --output o | Input must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            predict --model m --input i --output s3a://K:S/x@b/o | Output must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            export --model m --format onnx --output s3a://K@b/o | Output must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            report a --output=s3a://K@b/o    | Output must not contain a user name or password: supply credentials by an instance role, environment variables or a Hadoop credential provider
            train s3a://K:S@b/data           | Unknown argument 's3a:***': the command comes first, and every other argument is an option or its value
            s3a://K:S@b/data                 | Unknown command 's3a:***', the nearest known command is 'evaluate'
            reports a                        | Unknown command 'reports', the nearest known command is 'report'
            export --format onnx --output o  | Model is missing: name the archive to export with --model URI
            export --model m --output o      | Format is missing: choose onnx, dl4j or safetensors with --format NAME
            export --model m --format onnx   | Output is missing: name the file to write with --output URI
            export --model m --format tf --output o | Format must be one of onnx, dl4j, safetensors, got: tf
            export --model m --format onnx --output= | Output must be a path or URI, got: ''
            predict --input i --output o     | Model is missing: name the archive to use with --model URI
            predict --model m --output o     | Input is missing: name the images with --input URI
            predict --model m --input i      | Output is missing: name the directory for the results with --output URI
            predict --model m --input i --output= | Output must be a path or URI, got: ''
            predict --model m --input= --output o | Input must be a path or URI, got: ''
            predict --model m --input i --output o --input-format tiff | Input format must be one of idx, images, parquet, got: tiff
            predict --model m --input i --output o --input-format idx --column c | Column applies to input format parquet only, but the input is idx: leave it out
            predict --model m --input i --output o --input-format images --id-column c | Id column applies to input format parquet only, but the input is images: leave it out
            export --model= --format onnx --output o | Model must be a path or URI, got: ''
            summary --activation sigmoid     | Activation must be one of tanh, scaled-tanh, relu, got: sigmoid
            """)
    void shouldReportAnInvalidArgumentInOneLine(String line, String message) {
        ExitCode code = execute(line.split(" "));

        assertThat(err()).isEqualTo("lenet: " + message + System.lineSeparator());
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(out()).isEmpty();
        assertThat(ran).isEmpty();
    }

    @Test
    void shouldNameFileAndLineOfAnInvalidValue() {
        files.put("hdfs://nn/a.conf", "epochs = 3\nkeep-last = 0\n");

        assertThat(execute("--config", "hdfs://nn/a.conf")).isEqualTo(ExitCode.USAGE);

        assertThat(err()).isEqualToIgnoringNewLines("lenet: hdfs://nn/a.conf:2: Keep last must be at least 1, got: 0");
    }

    @Test
    void shouldRefuseAKeyOfAnotherCommand() {
        files.put("a.conf", "epochs = 3");

        assertThat(execute("evaluate", "--config", "a.conf")).isEqualTo(ExitCode.USAGE);

        assertThat(err()).contains("a.conf:1: Unknown key 'epochs', the nearest known key is 'engine'");
    }

    @Test
    void shouldReportWhyTheFileCannotBeRead() {
        ConfigSource broken = uri -> {
            throw new IOException(uri + ": connection refused");
        };

        assertThat(execute(broken, "--config", "hdfs://nn/a.conf")).isEqualTo(ExitCode.USAGE);

        assertThat(err())
                .isEqualToIgnoringNewLines("lenet: Config file cannot be read: hdfs://nn/a.conf: connection refused");
    }

    @Test
    void shouldReportAMissingFileOnAnyFilesystem() {
        ConfigSource empty = uri -> {
            throw new FileNotFoundException(uri);
        };

        assertThat(execute(empty, "--config", "hdfs://nn/a.conf")).isEqualTo(ExitCode.USAGE);

        assertThat(err())
                .isEqualToIgnoringNewLines("lenet: Config file must be an existing file, got: hdfs://nn/a.conf");
    }

    @Test
    void shouldListTheCommandsAndPointToTheOptionsOfTrain() {
        assertThat(execute("--help")).isEqualTo(ExitCode.SUCCESS);

        assertThat(out())
                .contains("LeNetJob [train|evaluate|predict|export|report|summary] [options]")
                .contains("'LeNetJob train --help'")
                .containsPattern("(?m)^  train +Train")
                .containsPattern("(?m)^  evaluate +Evaluate")
                .containsPattern("(?m)^  predict +Predict")
                .containsPattern("(?m)^  export +Write")
                .containsPattern("(?m)^  report +Write")
                .containsPattern("(?m)^  summary +Print");
        assertThat(err()).isEmpty();
    }

    @Test
    void shouldGroupTheOptionsInTheHelp() {
        execute("train", "--help");

        assertThat(out().lines().filter(line -> line.endsWith(":") && !line.startsWith(" ")))
                .containsExactly(
                        "Data and output:",
                        "Training:",
                        "Network:",
                        "Optimizer:",
                        "Checkpoints:",
                        "Early stopping:",
                        "Report and experiment tracking:",
                        "General:");
    }

    @Test
    void shouldShowEveryOptionOnceWithItsDefaultInTheHelp() {
        execute("train", "--help");

        for (OptionSpec option : Options.of(TrainConfig.class).spec().options()) {
            assertThat(out())
                    .containsOnlyOnce(
                            "  " + option.longestName() + (option.type() == boolean.class ? "[=BOOL] " : "="));
            assertThat(out()).contains(option.description());
            if (option.defaultValue() != null) {
                assertThat(String.join(" ", option.description()))
                        .endsWith("(default: " + option.defaultValue() + ").");
            }
        }
        assertThat(out()).doesNotContain("${").doesNotContain("null").contains("(default: datasets/mnist)");
        assertThat(out().lines().filter(line -> line.contains("(default: ")))
                .hasSize(Options.of(TrainConfig.class).spec().options().size());
    }

    @Test
    void shouldNameEveryValueOfAnEnumInTheHelp() {
        for (Options<?> options : List.of(
                Options.of(TrainConfig.class),
                Options.of(PredictConfig.class),
                Options.of(EvaluateConfig.class),
                Options.of(ExportConfig.class))) {
            for (OptionSpec option : options.spec().options()) {
                if (option.type().isEnum()) {
                    assertThat(String.join(" ", option.description()))
                            .as(option.longestName())
                            .contains(Stream.of(option.type().getEnumConstants())
                                    .map(Object::toString)
                                    .toList());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report", "--report=true", "--report true", "--config a.conf --report"})
    void shouldEnableTheReport(String line) {
        files.put("a.conf", "report = true");

        execute(line.split(" "));

        assertThat(trainSettings().tracking().report()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report=false", "--report false", "--config a.conf --report=false"})
    void shouldDisableTheReport(String line) {
        files.put("a.conf", "report = true");

        execute(line.split(" "));

        assertThat(trainSettings().tracking().report()).isFalse();
    }

    @Test
    void shouldNameTheDefaultEngineOfEachAveragingRuleInTheHelp() {
        execute("train", "--help");

        assertThat(out())
                .contains("(default: " + Options.parse(TrainConfig.class).engine() + "; "
                        + Options.parse(TrainConfig.class, "--averaging", "dl4j")
                                .engine() + " for averaging dl4j)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--epochs 2 --help", "--epochs ten --help", "train --config no.conf --help", "train --help=true"
            })
    void shouldPrintTheHelpWhateverTheOtherArgumentsAre(String line) {
        assertThat(execute(line.split(" "))).isEqualTo(ExitCode.SUCCESS);

        assertThat(out()).startsWith("Usage: LeNetJob train [options]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "train --version", "--epochs 2 --version"})
    void shouldPrintVersionAndCommit(String line) {
        assertThat(execute(line.split(" "))).isEqualTo(ExitCode.SUCCESS);

        assertThat(out()).matches("lenet-spark \\S+, commit (unknown|[0-9a-f]{40})( with changes)?\\R");
    }

    @Test
    void shouldPrintNoStackTraceOfAnUnexpectedException() {
        job = () -> {
            throw new IllegalStateException("first line\nsecond line");
        };

        assertThat(execute()).isEqualTo(ExitCode.FAILURE);

        assertThat(err())
                .isEqualToIgnoringNewLines("lenet: java.lang.IllegalStateException: first line second line; "
                        + "run again with --verbose for the stack trace");
    }

    @Test
    void shouldPrintTheStackTraceWhenVerbose() {
        job = () -> {
            throw new NoClassDefFoundError("org/apache/spark/SparkConf");
        };

        assertThat(execute("--verbose")).isEqualTo(ExitCode.FAILURE);

        assertThat(err())
                .startsWith(
                        "lenet: java.lang.NoClassDefFoundError: org/apache/spark/SparkConf" + System.lineSeparator())
                .contains("\tat lenetspark.cli.LeNetCommandTest.");
    }

    @Test
    void shouldReportTheErrorThatSparkWrapped() {
        job = () -> {
            throw new IllegalStateException(
                    "Job aborted", new RuntimeException(new ConfigException("Epochs must be few")));
        };

        assertThat(execute()).isEqualTo(ExitCode.USAGE);

        assertThat(err()).isEqualToIgnoringNewLines("lenet: Epochs must be few");
    }
}
