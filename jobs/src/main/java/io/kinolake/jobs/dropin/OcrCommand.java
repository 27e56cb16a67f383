package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.DoubleSeries;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.models.ocr.TextDetector;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools.scoring.ocr.inference}: adds the number of lines of text in each row's picture. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Count the lines of text in frame 10 of every row and write META_ocr beside META.",
    footer = {
      "",
      "A row that cannot be read keeps an empty score and is named on the error stream.",
      "Example: tools.scoring.ocr.inference meta.csv   writes meta_ocr.csv"
    })
final class OcrCommand implements Callable<Integer> {
  private static final long FRAME = 10;

  @Parameters(paramLabel = "META", description = "The table of videos and images.")
  private String meta = "";

  @Option(names = "--bs", description = "Accepted; every worker looks at one picture at a time.")
  private int batch = 16;

  @Option(names = "--skip_if_existing", description = "Do nothing if the output exists.")
  private boolean skipIfExisting;

  @Mixin private WorkerOptions workers = new WorkerOptions();

  private final DropInContext context;

  OcrCommand(DropInContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    ScoringRun run = new ScoringRun(context, meta, "ocr", "OCR", workers);
    if (!run.isNeeded(skipIfExisting)) {
      return 0;
    }
    ScoringRun.requireCounts("--bs", batch);
    RowPictures pictures =
        new RowPictures(
            context, frames -> List.of(Math.min(FRAME, frames - 1)), UnaryOperator.identity());
    try (TextDetector detector = TextDetector.load(/* threads= */ 1)) {
      run.score(
          new TableFiles(context).read(meta),
          (table, path, row) ->
              detector.detect(pictures.read(path, OptionalLong.empty()).get(0)).boxes().size(),
          OcrCommand::counts);
    }
    return 0;
  }

  /** Whole numbers, as long as every row has one. */
  private static Series counts(double[] counts) {
    return Arrays.stream(counts).anyMatch(Double::isNaN)
        ? new DoubleSeries(counts)
        : new LongSeries(Arrays.stream(counts).mapToLong(count -> (long) count).toArray());
  }
}
