package lenetspark.data;

/** Division of the training set into two disjoint sets that together contain every example. */
public record Split(ExampleSet train, ExampleSet validation) {}
