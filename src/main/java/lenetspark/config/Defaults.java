package lenetspark.config;

import lenetspark.config.AugmentConfig.Augment;
import lenetspark.config.NetworkConfig.ActivationFunction;
import lenetspark.config.NetworkConfig.PoolingFunction;
import lenetspark.config.OptimizerConfig.Updater;
import lenetspark.config.ScheduleConfig.Schedule;

/** Defaults of all options. An option without a constant here is off, or its value is determined at run time. */
public final class Defaults {

    public static final String DATA = "datasets/mnist";
    public static final String COLUMN = "image";
    public static final String LABEL_COLUMN = "label";

    public static final int EPOCHS = 10;
    public static final int BATCH_SIZE = 64;
    public static final int AVERAGING_FREQUENCY = 50;
    public static final int VALIDATION_SIZE = 5000;
    public static final InputScaling INPUT_SCALING = InputScaling.STANDARD;
    public static final Averaging AVERAGING = Averaging.WEIGHTED;
    public static final Engine ENGINE = Engine.SIMD;
    public static final int AVERAGING_WARMUP_ROUNDS = 0;
    public static final double OUTER_MOMENTUM = 0.5;
    public static final double OUTER_LEARNING_RATE = 1;
    public static final Augment AUGMENT = Augment.NONE;
    public static final double AUGMENT_STRENGTH = 1;
    public static final long SEED = 42;

    public static final ActivationFunction ACTIVATION = ActivationFunction.TANH;
    public static final PoolingFunction POOLING = PoolingFunction.AVERAGE;

    public static final Updater UPDATER = Updater.ADAM;
    public static final double LEARNING_RATE = 0.002;
    public static final double MOMENTUM = 0.9;
    public static final double L2 = 0;
    public static final double LABEL_SMOOTHING = 0;
    public static final double DROPOUT = 0;
    public static final double EMA_DECAY = 0;
    public static final Schedule SCHEDULE = Schedule.COSINE;
    public static final double WARMUP_EPOCHS = 0;
    public static final int STEP_EPOCHS = 5;
    public static final double STEP_FACTOR = 0.5;

    public static final int KEEP_LAST = 3;

    public static final StoppingConfig.Metric EARLY_STOPPING_METRIC = StoppingConfig.Metric.ACCURACY;
    public static final double EARLY_STOPPING_MIN_DELTA = 0;

    public static final boolean REPORT = true;
    public static final boolean TENSORBOARD = true;
    public static final String MLFLOW_EXPERIMENT = "lenet-spark";

    private Defaults() {}
}
