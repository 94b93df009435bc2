package lenetspark.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Setting of the experiment: averaging rule, number of replicas, and averaging frequency. */
record ExperimentCell(String rule, int replicas, int frequency) implements Comparable<ExperimentCell> {

    private static final Comparator<ExperimentCell> ORDER = Comparator.comparing(ExperimentCell::rule)
            .reversed()
            .thenComparingInt(ExperimentCell::frequency)
            .thenComparingInt(ExperimentCell::replicas);

    /** Training run of a cell with one seed. */
    record Run(ExperimentCell cell, long seed) {

        /** Returns the name of the run directory. */
        String name() {
            return "%s-%d-every-%d-seed-%d".formatted(cell.rule(), cell.replicas(), cell.frequency(), seed);
        }

        /** Returns the options of {@code LeNetJob train} for this run. */
        List<String> options() {
            return List.of(
                    "--averaging=" + cell.rule(),
                    "--replicas=" + cell.replicas(),
                    "--averaging-frequency=" + cell.frequency(),
                    "--seed=" + seed);
        }
    }

    /**
     * Returns the runs of a grid, given as comma-separated {@code rules}, {@code replicas}, {@code frequencies} and
     * {@code seeds}. All runs of a seed precede those of the next. A single replica needs no averaging, so it is
     * trained with the first rule and frequency only.
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
