package io.kinolake.jobs.dropin;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import java.io.IOException;
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

  @Mixin private DeviceOptions device = new DeviceOptions();

  private final DropInContext context;

  AestheticCommand(DropInContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    ScoringRun run = new ScoringRun(context, meta, "aes", "aesthetic", workers);
    if (!run.isNeeded(skipIfExisting)) {
      return 0;
    }
    ScoringRun.requireCounts("--bs and --prefetch_factor", batch, prefetch);
    NetworkOptions networks = device.networks();
    ScoredFrames chosen = ScoredFrames.of(frames);
    AestheticHead head =
        run.read(
            headWeights,
            "--aesthetic-weights",
            "sac+logos+ava1-l14-linearMSE.pth of christophschuhmann/improved-aesthetic-predictor",
            AestheticHead::of);
    try (ClipImageEncoder encoder = run.openEncoder(clipWeights, networks)) {
      RowEmbeddings pictures = new RowEmbeddings(context, chosen, encoder);
      run.score(
          new TableFiles(context).read(meta),
          (table, path, row) ->
              pictures.of(table, path, row).stream()
                  .mapToDouble(head::score)
                  .average()
                  .orElseThrow());
    }
    return 0;
  }
}
