package io.uring.connector.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a series: a bar for each ratio, and a line where both sides are equal. */
final class SeriesChart {
  private final CategoryChart chart;

  /**
   * One bar.
   *
   * @param lane which contest
   * @param side the one that is looked at
   * @param than the one that it is compared with
   * @param ratio how many times as fast
   */
  record Bar(String lane, String side, String than, double ratio) {}

  SeriesChart(final String title, final List<Bar> bars) {
    chart =
        new CategoryChartBuilder()
            .width(1100)
            .height(600)
            .theme(ChartTheme.Matlab)
            .title(title)
            .yAxisTitle("times as fast (median of the rounds' ratios)")
            .build();
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setXAxisLabelRotation(60);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setDecimalPattern("0.00");
    final List<String> names = new ArrayList<>();
    final List<Double> ratios = new ArrayList<>();
    for (final Bar bar : bars) {
      names.add(bar.lane + ": " + bar.side + " / " + bar.than);
      ratios.add(bar.ratio);
    }
    chart.addSeries("ours against the other", names, ratios).setFillColor(new Color(0x2B6CB0));
    final CategorySeries equal =
        chart.addSeries("equal", names, Collections.nCopies(names.size(), 1.0));
    equal.setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Line);
    equal.setLineColor(new Color(0x9B2C2C));
    equal.setMarker(SeriesMarkers.NONE);
  }

  /** Writes an SVG or a PNG, as the file's name ends. */
  void save(final Path file) throws IOException {
    Chart.save(chart, file);
  }
}
