package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.NOT_FOUND;

import io.kinolake.jobs.frame.DoubleSeries;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools.scoring.aesthetic.inference}: adds the aesthetic score of each row. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Score every row by LAION's aesthetic predictor and write META_aes beside META.",
    footer = {
      "",
      "A row that cannot be read keeps an empty score and is named on the error stream.",
      "Example: tools.scoring.aesthetic.inference meta.csv   writes meta_aes.csv"
    })
final class AestheticCommand implements Callable<Integer> {
  @Parameters(paramLabel = "META", description = "The table of videos and images.")
  private String meta = "";

  @Option(names = "--bs", description = "Accepted; the pictures of a row are embedded at once.")
  private int batch = 1024;

  @Mixin private WorkerOptions workers = new WorkerOptions();

  @Option(names = "--prefetch_factor", description = "Accepted; rows are read as they are needed.")
  private int prefetch = 3;

  @Option(names = "--num_frames", description = "Frames of a video that are scored: 1, 2 or 3.")
  private int frames = 3;

  @Option(names = "--skip_if_existing", description = "Do nothing if the output exists.")
  private boolean skipIfExisting;

  @Option(names = "--clip-weights", description = "Weights of CLIP ViT-L/14: a file or a folder.")
  private String clipWeights = "pretrained_models/clip-vit-large-patch14";

  @Option(names = "--aesthetic-weights", description = "Weights of the predictor.")
  private String headWeights = "pretrained_models/aesthetic.pth";

  private final DropInContext context;
  private final TableFiles tables;

  AestheticCommand(DropInContext context) {
    this.context = context;
    this.tables = new TableFiles(context);
  }

  @Override
  public Integer call() throws IOException {
    String output = PythonPath.withoutExtension(meta) + "_aes" + PythonPath.extension(meta);
    if (!tables.exists(meta)) {
      context.out().printf("Meta file '%s' not found. Exit.%n", meta);
      return 0;
    }
    if (skipIfExisting && tables.exists(output)) {
      context.out().printf("Output meta file '%s' already exists. Exit.%n", output);
      return 0;
    }
    if (batch < 1 || prefetch < 1) {
      throw new KinolakeException(BAD_ARGUMENT, "--bs and --prefetch_factor must be 1 or more.");
    }
    ScoredFrames chosen = ScoredFrames.of(frames);
    Frame table = tables.read(meta);
    AestheticHead head = readHead();
    try (ClipImageEncoder encoder = openEncoder()) {
      double[] scores = score(table, chosen, encoder, head);
      tables.write(table.with("aes", new DoubleSeries(scores)), output);
    }
    context.out().printf("Saved %d samples with aesthetic scores to %s.%n", table.rows(), output);
    return 0;
  }

  /** The mean over each row's pictures. */
  private double[] score(
      Frame table, ScoredFrames chosen, ClipImageEncoder encoder, AestheticHead head) {
    RowPictures pictures = new RowPictures(context, chosen::indices, encoder.preprocessing()::crop);
    return new RowScores(context)
        .of(
            "aesthetic",
            meta,
            table,
            workers,
            (path, row) -> mean(pictures.read(path, framesTold(table, row)), encoder, head));
  }

  private static double mean(
      List<RgbImage> pictures, ClipImageEncoder encoder, AestheticHead head) {
    float[] embeddings = encoder.encode(pictures).toFloats();
    int length = embeddings.length / pictures.size();
    double sum = 0;
    for (int i = 0; i < pictures.size(); i++) {
      sum += head.score(Arrays.copyOfRange(embeddings, i * length, (i + 1) * length));
    }
    return sum / pictures.size();
  }

  private static OptionalLong framesTold(Frame table, int row) {
    if (!table.has("num_frames")) {
      return OptionalLong.empty();
    }
    Series column = table.column("num_frames");
    long told =
        column instanceof LongSeries longs
            ? longs.number(row)
            : column instanceof DoubleSeries doubles ? (long) doubles.number(row) : 0;
    return told > 0 ? OptionalLong.of(told) : OptionalLong.empty();
  }

  private ClipImageEncoder openEncoder() {
    Path file = weights(clipWeights, "--clip-weights", "openai/clip-vit-large-patch14");
    try (WeightSource source = WeightFiles.open(file)) {
      return ClipImageEncoder.load(NetworkOptions.DEFAULT, ClipSizes.of(source), source);
    }
  }

  private AestheticHead readHead() {
    Path file =
        weights(
            headWeights,
            "--aesthetic-weights",
            "sac+logos+ava1-l14-linearMSE.pth of christophschuhmann/improved-aesthetic-predictor");
    try (WeightSource source = WeightFiles.open(file)) {
      return AestheticHead.of(source);
    }
  }

  private Path weights(String name, String option, String published) {
    Path file = context.resolve(name);
    if (!Files.exists(file)) {
      throw new KinolakeException(
          NOT_FOUND,
          "There are no weights at '%s'. Fetch %s and name its place with %s."
              .formatted(name, published, option));
    }
    return file;
  }
}
