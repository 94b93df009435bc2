package lenetspark.cli;

import lenetspark.job.Job;

/** A subcommand: options that name a job. */
interface JobCommand {

    /**
     * The job with the values of the options.
     *
     * @throws lenetspark.config.ConfigException if they cannot be used
     */
    Job job(Jobs jobs);
}
