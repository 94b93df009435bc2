package lenetspark.data;

/** The training set divided in two. Together they hold every example once. */
public record Split(ExampleSet train, ExampleSet validation) {}
