package lenet.job;

/** A subcommand: options that name a job. */
interface JobCommand {

    /**
     * The job with the values of the options.
     *
     * @throws lenet.config.ConfigException if they cannot be used
     */
    Job job(Jobs jobs);
}
