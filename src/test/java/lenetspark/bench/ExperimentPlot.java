package lenetspark.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Plot of the test accuracy over the number of replicas as an SVG image, with a line for every rule and frequency.
 * Error bars are one standard deviation. The image consists of text and lines only, so that any browser shows it and
 * diffs are readable.
 */
final class ExperimentPlot {

    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int WIDTH = 560;
    private static final int HEIGHT = 320;
    /** Colours of Okabe and Ito, which colour-blind readers can distinguish. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    private final StringBuilder svg = new StringBuilder();
    private final List<Integer> replicas;
    private final double lowest;
    private final double highest;

    private ExperimentPlot(List<ExperimentResults.Row> rows) {
        replicas = rows.stream()
                .map(row -> row.cell().replicas())
                .distinct()
                .sorted()
                .toList();
        lowest = rows.stream()
                .mapToDouble(row -> bottom(row.testAccuracy()))
                .min()
                .orElse(0);
        double top =
                rows.stream().mapToDouble(row -> top(row.testAccuracy())).max().orElse(1);
        highest = top > lowest ? top : lowest + 0.001;
    }

    /** Returns the image of an experiment with at least one finished run. */
    static String svg(ExperimentResults results) {
        ExperimentPlot plot = new ExperimentPlot(results.rows());
        plot.draw(results.rows());
        return plot.svg.toString();
    }

    private void draw(List<ExperimentResults.Row> rows) {
        add(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 440" font-family="sans-serif" font-size="13" role="img">
                <title>Test accuracy over the number of replicas</title>
                <rect width="840" height="440" fill="#fff"/>
                """);
        text(LEFT, 28, "start", "Test accuracy over the number of replicas (mean and standard deviation of the seeds)");
        axes();
        Map<String, List<ExperimentResults.Row>> lines = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> "%s every %d"
                                .formatted(row.cell().rule(), row.cell().frequency()),
                        TreeMap::new,
                        Collectors.toList()));
        int index = 0;
        for (Map.Entry<String, List<ExperimentResults.Row>> line : lines.entrySet()) {
            String colour = COLOURS.get(index % COLOURS.size());
            line(line.getValue(), colour);
            add("<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>%n"
                    .formatted(LEFT + WIDTH + 20, TOP + 22 * index, colour));
            text(LEFT + WIDTH + 38, TOP + 11 + 22 * index, "start", line.getKey());
            index++;
        }
        add("</svg>\n");
    }

    private void axes() {
        int steps = 5;
        for (int i = 0; i <= steps; i++) {
            double accuracy = lowest + (highest - lowest) * i / steps;
            add(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                    LEFT,
                    LEFT + WIDTH,
                    y(accuracy),
                    y(accuracy)));
            text(LEFT - 8, y(accuracy) + 4, "end", String.format(Locale.ROOT, "%.2f %%", 100 * accuracy));
        }
        for (int count : replicas) {
            text(x(count), TOP + HEIGHT + 22, "middle", String.valueOf(count));
        }
        text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 46, "middle", "replicas");
    }

    private void line(List<ExperimentResults.Row> rows, String colour) {
        String points = rows.stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        x(row.cell().replicas()),
                        y(row.testAccuracy().mean())))
                .collect(Collectors.joining(" "));
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n".formatted(points, colour));
        for (ExperimentResults.Row row : rows) {
            double x = x(row.cell().replicas());
            Sample accuracy = row.testAccuracy();
            add(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n"
                            + "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
                    x,
                    x,
                    y(bottom(accuracy)),
                    y(top(accuracy)),
                    colour,
                    x,
                    y(accuracy.mean()),
                    colour));
        }
    }

    private static double bottom(Sample accuracy) {
        return accuracy.mean() - accuracy.deviation();
    }

    private static double top(Sample accuracy) {
        return accuracy.mean() + accuracy.deviation();
    }

    private double x(int count) {
        return LEFT + WIDTH * (replicas.indexOf(count) + 0.5) / replicas.size();
    }

    private double y(double accuracy) {
        return TOP + HEIGHT * (highest - accuracy) / (highest - lowest);
    }

    private void text(double x, double y, String anchor, String words) {
        add(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words));
    }

    private void add(String text) {
        svg.append(text);
    }
}
