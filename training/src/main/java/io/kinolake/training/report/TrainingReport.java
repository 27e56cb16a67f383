package io.kinolake.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.text.Html;
import io.kinolake.training.loop.StepListener;
import io.kinolake.training.loop.StepResult;
import io.kinolake.training.metrics.MetricsFile;
import io.kinolake.training.preview.Previews;
import io.kinolake.training.sample.SampleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code report.html} of a training's folder: curves of loss, gradient, rate and throughput from
 * {@code metrics.jsonl}, and the samples that were drawn. One file that loads nothing from
 * elsewhere but those samples. Written anew every few steps and at the end.
 */
public final class TrainingReport implements StepListener {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1d2733}
      h1{font-size:1.5rem} h2{font-size:1.1rem;margin-top:2rem}
      .curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(30rem,1fr));gap:1.5rem}
      figure{margin:0} figcaption{font-weight:600} svg{width:100%;height:auto;background:#f6f8fa}
      polyline{fill:none;stroke:#0b6bcb;stroke-width:1.5;vector-effect:non-scaling-stroke}
      polyline.raw{stroke:#0b6bcb;opacity:.25} text{font-size:11px;fill:#5b6875}
      .samples{display:flex;flex-wrap:wrap;gap:1rem} video{max-width:22rem;image-rendering:pixelated}
      """;

  private final Path folder;
  private final long every;

  /**
   * A report of a training.
   *
   * @param folder the training's, which holds its metrics
   * @param every steps from one writing to the next
   */
  public TrainingReport(Path folder, long every) {
    this.folder = folder;
    this.every = every;
  }

  @Override
  public void stepped(StepResult result) {
    if (result.step() % every == 0) {
      write();
    }
  }

  @Override
  public void close() {
    write();
  }

  private void write() {
    List<JsonNode> steps = MetricsFile.read(folder.resolve("metrics.jsonl"));
    Path file = folder.resolve("report.html");
    try {
      Path fresh = folder.resolve(".report.html.tmp");
      Files.writeString(fresh, page(steps));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "'%s' cannot be written: %s. Check space and rights.".formatted(file, e.getMessage()),
          e);
    }
  }

  private String page(List<JsonNode> steps) throws IOException {
    Html page = new Html();
    page.markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    page.text("Training " + folder.getFileName()).markup("</title><style>" + STYLE + "</style>");
    page.markup("</head><body><h1>").text("Training " + folder.getFileName()).markup("</h1>");
    summary(page, steps);
    page.markup("<div class=\"curves\">");
    Curve.of(steps, "Loss", "loss").draw(page);
    Curve.of(steps, "Length of the gradient", "grad_norm").draw(page);
    Curve.of(steps, "Samples a second", "samples_per_second").draw(page);
    Curve.of(steps, "Learning rate", "lr").draw(page);
    page.markup("</div>");
    samples(page);
    return page.markup("</body></html>\n").toString();
  }

  private static void summary(Html page, List<JsonNode> steps) {
    if (steps.isEmpty()) {
      page.markup("<p>").text("No step was made yet.").markup("</p>");
      return;
    }
    double seconds = sum(steps, "seconds");
    long skipped = steps.stream().filter(step -> step.path("skipped").asBoolean()).count();
    page.markup("<p>")
        .text(
            String.format(
                Locale.ROOT,
                "%,d steps on %,.0f samples in %,.0f s, of which %.1f %% went by waiting for samples; %d skipped.",
                steps.get(steps.size() - 1).path("step").asLong(),
                sum(steps, "samples"),
                seconds,
                100 * sum(steps, "stall_seconds") / Math.max(seconds, 1e-9),
                skipped))
        .markup("</p>");
  }

  private static double sum(List<JsonNode> steps, String key) {
    return steps.stream().mapToDouble(step -> step.path(key).asDouble()).sum();
  }

  private void samples(Html page) throws IOException {
    Path samples = Previews.folder(folder);
    if (!Files.isDirectory(samples)) {
      return;
    }
    page.markup("<h2>Samples</h2><div class=\"samples\">");
    try (Stream<Path> files = Files.list(samples)) {
      for (Path step : files.sorted().toList()) {
        Path grid = new SampleFolder(step).grid();
        if (Files.exists(grid)) {
          String source = folder.relativize(grid).toString();
          page.markup("<figure><video controls loop muted src=\"")
              .text(source)
              .markup("\"></video>");
          page.element("figcaption", "", step.getFileName().toString()).markup("</figure>");
        }
      }
    }
    page.markup("</div>");
  }
}
