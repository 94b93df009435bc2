package lenetspark.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One setting of the experiment: how many replicas become one network, how often and by which rule. */
record ExperimentCell(String rule, int replicas, int frequency) implements Comparable<ExperimentCell> {

    private static final Comparator<ExperimentCell> ORDER = Comparator.comparing(ExperimentCell::rule)
            .reversed()
            .thenComparingInt(ExperimentCell::frequency)
            .thenComparingInt(ExperimentCell::replicas);

    /** A cell with one of its seeds: one training run. */
    record Run(ExperimentCell cell, long seed) {

        /** The name of its run directory. */
        String name() {
            return "%s-%d-every-%d-seed-%d".formatted(cell.rule(), cell.replicas(), cell.frequency(), seed);
        }

        /** What {@code LeNetJob train} is told of it. */
        List<String> options() {
            return List.of(
                    "--averaging=" + cell.rule(),
                    "--replicas=" + cell.replicas(),
                    "--averaging-frequency=" + cell.frequency(),
                    "--seed=" + seed);
        }
    }

    /**
     * The runs of a grid, given as comma-separated {@code rules}, {@code replicas}, {@code frequencies} and
     * {@code seeds}. All runs of a seed come before those of the next. One replica has nothing to average: it is trained
     * by the first rule and frequency only.
     */
    static List<Run> grid(Map<String, String> lists) {
        List<Run> runs = new ArrayList<>();
        for (String seed : values(lists, "seeds")) {
            for (String replicas : values(lists, "replicas")) {
                List<ExperimentCell> cells = cells(lists, Integer.parseInt(replicas));
                cells.forEach(cell -> runs.add(new Run(cell, Long.parseLong(seed))));
            }
        }
        return runs;
    }

    private static List<ExperimentCell> cells(Map<String, String> lists, int replicas) {
        List<ExperimentCell> cells = new ArrayList<>();
        for (String rule : values(lists, "rules")) {
            for (String frequency : values(lists, "frequencies")) {
                cells.add(new ExperimentCell(rule, replicas, Integer.parseInt(frequency)));
            }
        }
        return replicas == 1 ? cells.subList(0, 1) : cells;
    }

    private static List<String> values(Map<String, String> lists, String name) {
        String list = lists.get(name);
        if (list == null) {
            throw new IllegalArgumentException("no list of " + name);
        }
        return Arrays.asList(list.split(","));
    }

    @Override
    public int compareTo(ExperimentCell other) {
        return ORDER.compare(this, other);
    }
}
