package io.kinolake.jobs.report;

import io.kinolake.schemas.text.Html;
import java.util.List;
import java.util.Locale;

/** The scores as charts. */
final class ScoreCharts {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 96;

  private ScoreCharts() {}

  static void histogram(Html page, ReportData.Histogram histogram) {
    page.markup("<div class=\"card\"><h3>").text(histogram.scorer()).markup("</h3>");
    bars(page, histogram.bins());
    page.markup("<div class=\"axis\">");
    axis(page, Html.shortNumber(histogram.low()));
    axis(page, "mean " + Html.shortNumber(histogram.mean()));
    axis(page, Html.shortNumber(histogram.high()));
    page.markup("</div></div>\n");
  }

  private static void axis(Html page, String text) {
    page.markup("<span>").text(text).markup("</span>");
  }

  private static void bars(Html page, List<ReportData.Bin> bins) {
    long highest = Math.max(1, bins.stream().mapToLong(ReportData.Bin::clips).max().orElse(1));
    double step = (double) WIDTH / bins.size();
    page.markup("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\">");
    for (int i = 0; i < bins.size(); i++) {
      bar(page, "all", i * step, step, (double) bins.get(i).clips() / highest);
      bar(page, "acc", i * step, step, (double) bins.get(i).accepted() / highest);
    }
    page.markup(
        "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/></svg>".formatted(WIDTH, HEIGHT, HEIGHT));
  }

  private static void bar(Html page, String cssClass, double left, double step, double share) {
    if (share <= 0) {
      return;
    }
    double height = Math.max(1.5, share * (HEIGHT - 4));
    page.markup(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>",
            cssClass,
            left + 0.75,
            HEIGHT - height,
            step - 1.5,
            height));
  }

  static void labels(Html page, ReportData.LabelCounts labels) {
    long all = labels.counts().stream().mapToLong(ReportData.LabelCount::clips).sum();
    page.markup("<div class=\"card\"><h3>").text(labels.scorer()).markup("</h3><table>");
    for (ReportData.LabelCount count : labels.counts()) {
      page.markup("<tr>").element("td", "wrap", count.label());
      page.markup(
          String.format(
              Locale.ROOT,
              "<td><div class=\"meter\"><i style=\"width:%.1f%%\"></i></div></td>",
              100.0 * count.clips() / all));
      page.number(count.clips()).markup("</tr>");
    }
    page.markup("</table></div>\n");
  }
}
