package lenet.config;

/** Every default, and the only place that has them; what is absent here is off or decided at run time. */
final class Defaults {

    static final String DATA = "datasets/mnist";
    static final String COLUMN = "image";
    static final String LABEL_COLUMN = "label";

    static final int EPOCHS = 10;
    static final int BATCH_SIZE = 64;
    static final int AVERAGING_FREQUENCY = 50;
    static final int VALIDATION_SIZE = 5000;
    static final InputScaling INPUT_SCALING = InputScaling.STANDARD;
    static final Averaging AVERAGING = Averaging.WEIGHTED;
    static final Engine ENGINE = Engine.SIMD;
    static final int AVERAGING_WARMUP_ROUNDS = 0;
    static final double OUTER_MOMENTUM = 0.5;
    static final double OUTER_LEARNING_RATE = 1;
    static final Augment AUGMENT = Augment.NONE;
    static final double AUGMENT_STRENGTH = 1;
    static final long SEED = 42;

    static final ActivationFunction ACTIVATION = ActivationFunction.TANH;
    static final PoolingFunction POOLING = PoolingFunction.AVERAGE;

    static final Updater UPDATER = Updater.ADAM;
    static final double LEARNING_RATE = 0.002;
    static final double MOMENTUM = 0.9;
    static final double L2 = 0;
    static final double LABEL_SMOOTHING = 0;
    static final double DROPOUT = 0;
    static final double EMA_DECAY = 0;
    static final Schedule SCHEDULE = Schedule.COSINE;
    static final double WARMUP_EPOCHS = 0;
    static final int STEP_EPOCHS = 5;
    static final double STEP_FACTOR = 0.5;

    static final int KEEP_LAST = 3;

    static final StoppingMetric EARLY_STOPPING_METRIC = StoppingMetric.ACCURACY;
    static final double EARLY_STOPPING_MIN_DELTA = 0;

    static final String MLFLOW_EXPERIMENT = "lenet-spark";

    private Defaults() {}
}
