package io.kinolake.jobs.report;

import io.kinolake.jobs.meta.Funnel;
import io.kinolake.schemas.text.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Draws the report as one HTML file: style and pictures inside, no script, nothing loaded (a
 * content security policy says so as well).
 */
public final class HtmlReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ReportData data;
  private final Html page = new Html();

  private HtmlReport(ReportData data) {
    this.data = data;
  }

  /** The text of the HTML file. */
  public static String render(ReportData data) {
    HtmlReport report = new HtmlReport(data);
    report.head();
    report.tiles();
    report.funnel();
    report.scores();
    report.failures();
    report.gallery();
    report.runs();
    report.page.markup("<footer>Times are UTC. Made by Kinolake.</footer></main></body></html>\n");
    return report.page.toString();
  }

  private void head() {
    page.markup("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .markup(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                + " img-src data:; style-src 'unsafe-inline'\">")
        .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .markup("<title>Kinolake report</title><style>")
        .markup(style())
        .markup("</style></head><body><main>\n<header><h1>Kinolake report</h1><p class=\"soft\">")
        .markup("Warehouse <code>")
        .text(data.warehouse())
        .markup("</code> · ")
        .text(time(data.made()))
        .markup("</p></header>\n");
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing beside " + HtmlReport.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read report.css", e);
    }
  }

  private void tiles() {
    Funnel funnel = data.funnel();
    page.markup("<section class=\"tiles\">");
    tile(Html.count(items(funnel.sources(), "")), "sources");
    tile(Html.decimals(hours(funnel.sources(), ""), 2) + " h", "of source media");
    tile(Html.count(items(funnel.clips(), "")), "clips");
    tile(Html.count(items(funnel.clips(), "accepted")), "accepted");
    tile(Html.decimals(hours(funnel.clips(), "accepted"), 2) + " h", "accepted");
    tile(Html.count(items(funnel.sources(), "failed") + items(funnel.clips(), "failed")), "failed");
    page.markup("</section>\n");
  }

  private void tile(String value, String label) {
    page.markup("<div class=\"card tile\"><b>")
        .text(value)
        .markup("</b>")
        .element("span", "soft", label)
        .markup("</div>");
  }

  private static long items(List<Funnel.Line> lines, String outcome) {
    return lines.stream()
        .filter(line -> line.outcome().startsWith(outcome))
        .mapToLong(Funnel.Line::items)
        .sum();
  }

  private static double hours(List<Funnel.Line> lines, String outcome) {
    return lines.stream()
        .filter(line -> line.outcome().startsWith(outcome))
        .mapToDouble(Funnel.Line::hours)
        .sum();
  }

  private void funnel() {
    page.markup("<h2>Where everything went</h2><div class=\"pair\">");
    level("Sources", data.funnel().sources());
    level("Clips", data.funnel().clips());
    page.markup("</div>\n");
  }

  private void level(String title, List<Funnel.Line> lines) {
    page.markup("<div class=\"card\"><h3>").text(title).markup("</h3><div class=\"stack\">");
    for (Funnel.Line line : lines) {
      page.markup(
          String.format(
              Locale.ROOT,
              "<i class=\"%s\" style=\"width:%.4f%%\"></i>",
              cssClass(line.outcome()),
              100 * line.share()));
    }
    page.markup("</div><div class=\"scroll\"><table><tr><th>Outcome</th><th class=\"n\">Count</th>")
        .markup("<th class=\"n\">Hours</th><th class=\"n\">Share</th></tr>");
    for (Funnel.Line line : lines) {
      page.markup("<tr><td class=\"wrap\"><span class=\"dot " + cssClass(line.outcome()) + "\">")
          .markup("</span>")
          .text(line.label())
          .markup("</td>")
          .number(line.items())
          .element("td", "n", Html.decimals(line.hours(), 2))
          .element("td", "n", Html.decimals(100 * line.share(), 1) + " %")
          .markup("</tr>");
    }
    total(lines);
    page.markup("</table></div></div>");
  }

  private void total(List<Funnel.Line> lines) {
    page.markup("<tr><td><b>All</b></td>")
        .number(items(lines, ""))
        .element("td", "n", Html.decimals(hours(lines, ""), 2))
        .element("td", "n", lines.isEmpty() ? "–" : "100.0 %")
        .markup("</tr>");
  }

  private static String cssClass(String outcome) {
    return switch (outcome) {
      case "accepted", "rejected", "failed" -> outcome;
      case "cut into clips" -> "cut";
      default -> "pending";
    };
  }

  private void scores() {
    if (data.histograms().isEmpty() && data.labels().isEmpty()) {
      return;
    }
    page.markup("<h2>Scores</h2><p class=\"soft small\"><span class=\"dot accepted\"></span>")
        .markup("accepted clips, over all clips in grey</p><div class=\"grid\">\n");
    data.histograms().forEach(histogram -> ScoreCharts.histogram(page, histogram));
    data.labels().forEach(labels -> ScoreCharts.labels(page, labels));
    page.markup("</div>\n");
  }

  private void failures() {
    page.markup("<h2>Failures</h2>");
    if (data.failures().isEmpty()) {
      page.markup("<p class=\"soft\">None.</p>\n");
      return;
    }
    page.markup("<div class=\"card scroll\"><table><tr><th>Table</th><th>Code</th>")
        .markup("<th class=\"n\">Count</th><th>For example</th></tr>");
    for (ReportData.FailureGroup failure : data.failures()) {
      page.markup("<tr>")
          .element("td", "", failure.table())
          .markup("<td><code>")
          .text(failure.code())
          .markup("</code><br>")
          .element("span", "soft small", failure.kind())
          .markup("</td>")
          .number(failure.items())
          .element("td", "wrap", failure.sample())
          .markup("</tr>");
    }
    page.markup("</table></div>\n");
  }

  private void gallery() {
    if (data.gallery().isEmpty()) {
      return;
    }
    page.markup("<h2>Clips</h2><p class=\"soft small\">A sample, not all.</p>")
        .markup("<div class=\"grid\">\n");
    data.gallery().forEach(clip -> new ClipCard(page).append(clip));
    page.markup("</div>\n");
  }

  private void runs() {
    page.markup("<h2>Run history</h2>");
    if (data.runs().isEmpty()) {
      page.markup("<p class=\"soft\">No runs are recorded.</p>\n");
      return;
    }
    page.markup("<div class=\"card scroll\"><table><tr><th>Started</th><th>Step</th>");
    for (String title : List.of("Seconds", "Items", "Rows", "Failed", "Retired", "Media h/h")) {
      page.element("th", "n", title);
    }
    page.markup("</tr>");
    for (ReportData.RunLine run : data.runs()) {
      page.markup("<tr>")
          .element("td", "n", time(run.started()))
          .element("td", "", run.step())
          .element("td", "n", Html.decimals(run.seconds(), 1))
          .number(run.items())
          .number(run.rows())
          .number(run.failures())
          .number(run.retired())
          .element("td", "n", run.mediaSeconds() > 0 ? Html.decimals(run.rate(), 1) : "–")
          .markup("</tr>");
    }
    page.markup("</table></div>\n");
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
