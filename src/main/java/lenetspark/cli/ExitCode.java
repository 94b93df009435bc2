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

/** Exit codes of the process, a contract with scripts and schedulers. */
public enum ExitCode {
    SUCCESS(0),
    /** Unexpected error. */
    FAILURE(1),
    /** Invalid argument or configuration, or an environment that the job cannot run in. */
    USAGE(2),
    /** Invalid or missing data or model. */
    DATA(3),
    /** The output cannot be written, or another job holds the run lock. */
    OUTPUT(4),
    /** Training diverged. */
    TRAINING(5),
    /** A Spark job of the command was cancelled or killed. */
    CANCELLED(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the exit status of the process. */
    public int code() {
        return code;
    }

    /** Returns the exit code of an exception. Its causes are not examined. */
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
