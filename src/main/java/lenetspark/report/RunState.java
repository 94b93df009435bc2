package lenetspark.report;

/** What a page can say of a run that has no result. */
enum RunState {
    /** It is training: the page reloads itself. */
    RUNNING,
    /** No more is to come, or none that this page would show. */
    OVER
}
