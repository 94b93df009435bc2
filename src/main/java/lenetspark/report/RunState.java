package lenetspark.report;

/** State of a run without a result, as shown on the page. */
enum RunState {
    /** The run is training, and the page reloads itself. */
    RUNNING,
    /** The run has ended, or the page will not be updated any more. */
    ENDED
}
