package io.uring.connector.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.Styler.ChartTheme;

/** Draws results: a bar for each side's median, and how far from it the furthest run was. */
final class Chart {
  private final CategoryChart chart;

  Chart(final String title, final Results results) {
    chart =
        new CategoryChartBuilder()
            .width(900)
            .height(500)
            .theme(ChartTheme.Matlab)
            .title(title + ", " + results.cache().title())
            .yAxisTitle("MB/s (median, and how far the furthest run was)")
            .build();
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setLabelsPosition(0.1);
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setSeriesColors(new Color[] {new Color(0x2B6CB0)});
    chart.getStyler().setDecimalPattern("#,##0");
    final List<String> names = new ArrayList<>();
    final List<Double> medians = new ArrayList<>();
    final List<Double> spans = new ArrayList<>();
    for (final String side : results.sides()) {
      final Run run = results.median(side);
      final double median = run.megabytesPerSecond();
      names.add(side.equals(run.engine()) ? side : side + " (" + run.engine() + ")");
      medians.add(median);
      spans.add(
          results.runs().get(side).stream()
              .mapToDouble(each -> Math.abs(each.megabytesPerSecond() - median))
              .max()
              .orElse(0));
    }
    chart.addSeries("MB/s", names, medians, spans);
  }

  /** Writes an SVG or a PNG, as the file's name ends. */
  void save(final Path file) throws IOException {
    save(chart, file);
  }

  static void save(final CategoryChart chart, final Path file) throws IOException {
    final String name = file.toString().toLowerCase(Locale.ROOT);
    ChartEncoder.saveChart(chart, file.toString(), name.endsWith(".svg") ? "svg" : "png");
  }
}
