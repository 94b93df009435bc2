package lenetspark.cli;

import lenetspark.config.ConfigException;
import lenetspark.data.DataException;
import lenetspark.job.train.TrainingCancelledException;
import lenetspark.memory.NativeLibraryException;
import lenetspark.rounds.ResultSizeException;
import lenetspark.run.OutputException;
import lenetspark.spark.JobCancellation;
import lenetspark.storage.OwnershipLostException;
import lenetspark.training.round.TrainingDivergedException;

/** What the process says to the script or scheduler that started it. */
public enum ExitCode {
    SUCCESS(0),
    /** Anything that is not the user's to mend. */
    FAILURE(1),
    /** Bad arguments or configuration, or an environment that the job cannot run in. */
    USAGE(2),
    /** Bad or missing data. */
    DATA(3),
    /** The output is not usable. */
    OUTPUT(4),
    /** Training diverged or cannot go on. */
    TRAINING(5),
    /** Somebody cancelled or killed a Spark job of the command. */
    CANCELLED(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The process's exit status. */
    public int code() {
        return code;
    }

    /** The one place that says which exception is which; causes are not looked at. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof ConfigException
                || failure instanceof NativeLibraryException
                || failure instanceof ResultSizeException) {
            return USAGE;
        }
        if (failure instanceof DataException) {
            return DATA;
        }
        if (failure instanceof OutputException || failure instanceof OwnershipLostException) {
            return OUTPUT;
        }
        if (failure instanceof TrainingDivergedException) {
            return TRAINING;
        }
        if (failure instanceof TrainingCancelledException
                || JobCancellation.of(failure).isPresent()) {
            return CANCELLED;
        }
        return FAILURE;
    }
}
