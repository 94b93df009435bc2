package lenet.data;

/** The training set divided in two. Together they hold every example once. */
public record Split(Subset train, Subset validation) {}
