package lenetspark.ml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lenetspark.config.Option.Effect;
import lenetspark.config.TrainConfig;
import lenetspark.config.option.OptionDeclaration;
import lenetspark.config.option.Options;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Params of the classifier: the options of {@code train} that need no run directory, with the same defaults and checks. A param has
 * the name of its option in camel case: {@code batchSize} for {@code --batch-size}. Params without a method of their own are found
 * by {@code getParam}.
 */
public abstract class TrainParams extends Estimator<LeNetClassificationModel> {

    private static final long serialVersionUID = 1L;

    private static final List<OptionDeclaration> DECLARATIONS = Options.of(TrainConfig.class).declarations().stream()
            .filter(declaration -> declaration.option().effect() == Effect.RESULT
                    && declaration.option().estimator())
            .toList();

    private final String uid;
    private final ArrayList<Param<?>> options = new ArrayList<>();

    TrainParams(String uid) {
        // Must be set before any param is created, because params store the uid of their owner.
        this.uid = uid;
        for (OptionDeclaration declaration : DECLARATIONS) {
            Param<?> param = param(this, declaration);
            options.add(param);
            declaration.defaultValue().ifPresent(value -> setDefaultOf(param, value));
        }
    }

    /** Creates the param of an option. */
    static Param<?> param(Params owner, OptionDeclaration declaration) {
        String name = name(declaration.name());
        String unset = declaration.option().unset();
        String doc = declaration.option().description() + (unset.isEmpty() ? "" : "; if not set: " + unset);
        Class<?> type = declaration.type();
        if (type == int.class) {
            return new IntParam(owner, name, doc);
        }
        if (type == long.class) {
            return new LongParam(owner, name, doc);
        }
        if (type == double.class) {
            return new DoubleParam(owner, name, doc);
        }
        return type == boolean.class ? new BooleanParam(owner, name, doc) : new Param<String>(owner, name, doc);
    }

    /** Returns the name of the param of an option: {@code batchSize} for {@code batch-size}. */
    private static String name(String option) {
        return Pattern.compile("-(.)").matcher(option).replaceAll(match -> match.group(1)
                .toUpperCase(Locale.ROOT));
    }

    @SuppressWarnings("unchecked") // The param was created for the type of the value, or for text.
    private <T> void setDefaultOf(Param<T> param, Object value) {
        setDefault(param, (T) (value instanceof Number || value instanceof Boolean ? value : value.toString()));
    }

    @Override
    public final String uid() {
        return uid;
    }

    /** Returns all params by name: those that have a method, which Spark ML finds by reflection, and those of the other options. */
    @Override
    public Param<?>[] params() {
        return Stream.concat(Stream.of(super.params()), options.stream())
                .distinct()
                .sorted(Comparator.comparing((Param<?> param) -> param.name()))
                .toArray(Param<?>[]::new);
    }

    /**
     * Returns the values as a configuration.
     *
     * @throws lenetspark.config.ConfigException if a value is out of range, or two values exclude each other
     */
    final TrainConfig config() {
        List<String> arguments = new ArrayList<>(List.of("--validation-size=0"));
        for (OptionDeclaration declaration : DECLARATIONS) {
            Param<?> param = getParam(name(declaration.name()));
            if (isDefined(param)) {
                arguments.add("--" + declaration.name() + "=" + getOrDefault(param));
            }
        }
        return Options.parse(TrainConfig.class, arguments.toArray(String[]::new));
    }

    /** Returns the param for the number of passes over the training set. */
    public final IntParam epochs() {
        return param("epochs", IntParam.class);
    }

    /** Returns the param for the number of examples in a minibatch of one replica. */
    public final IntParam batchSize() {
        return param("batchSize", IntParam.class);
    }

    /** Returns the param for the number of minibatches that each replica trains between two averagings. */
    public final IntParam averagingFrequency() {
        return param("averagingFrequency", IntParam.class);
    }

    /** Returns the param for the number of replicas of the network; if not set, Spark's default parallelism. */
    public final IntParam replicas() {
        return param("replicas", IntParam.class);
    }

    /** Returns the param for the learning rate. */
    public final DoubleParam learningRate() {
        return param("learningRate", DoubleParam.class);
    }

    /** Returns the param for the seed of the initial parameters and of the order of training. */
    public final LongParam seed() {
        return param("seed", LongParam.class);
    }

    private <P extends Param<?>> P param(String name, Class<P> type) {
        return options.stream()
                .filter(param -> param.name().equals(name))
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
