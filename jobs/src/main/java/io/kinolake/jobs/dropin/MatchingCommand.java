package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipMatch;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.tokenizer.ClipTokenizer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools.scoring.matching.inference}: adds how well each row's text fits its picture. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Compare each row's text with its middle frame and write META_match beside META.",
    footer = {
      "",
      "A row that cannot be read, or has no text, keeps an empty score and is named on the error"
          + " stream.",
      "Example: tools.scoring.matching.inference meta.csv   writes meta_match.csv"
    })
final class MatchingCommand implements Callable<Integer> {
  @Parameters(paramLabel = "META", description = "The table of videos and images.")
  private String meta = "";

  @Option(names = "--bs", description = "Accepted; rows are compared one by one.")
  private int batch = 16;

  @Mixin private WorkerOptions workers = new WorkerOptions();

  @Option(names = "--skip_if_existing", description = "Do nothing if the output exists.")
  private boolean skipIfExisting;

  @Option(names = "--clip-weights", description = "Weights of CLIP ViT-L/14: a file or a folder.")
  private String clipWeights = "pretrained_models/clip-vit-large-patch14";

  @Option(names = "--vocabulary", description = "CLIP's merges.txt, gzipped or not.")
  private String vocabulary = "pretrained_models/clip-vit-large-patch14/merges.txt";

  @Mixin private DeviceOptions device = new DeviceOptions();

  private final DropInContext context;

  MatchingCommand(DropInContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    ScoringRun run = new ScoringRun(context, meta, "match", "matching", workers);
    if (!run.isNeeded(skipIfExisting)) {
      return 0;
    }
    ScoringRun.requireCounts("--bs", batch);
    NetworkOptions networks = device.networks();
    String published = "merges.txt of openai/clip-vit-large-patch14";
    ClipTokenizer tokenizer =
        ClipTokenizer.read(run.existing(vocabulary, "--vocabulary", published));
    try (ClipImageEncoder encoder = run.openEncoder(clipWeights, networks);
        ClipMatch network = openMatch(run, networks)) {
      tokenizer.requireEmbeddings(network.vocabulary());
      RowEmbeddings pictures = new RowEmbeddings(context, ScoredFrames.of(1), encoder);
      Frame rows = new TableFiles(context).read(meta);
      TextCells text = TextCells.of(rows, "text");
      run.score(
          rows,
          (table, path, row) -> {
            List<int[]> tokens = List.of(network.tokens(tokenizer, text.require(row)));
            return network.match(pictures.of(table, path, row), tokens)[0];
          });
    }
    return 0;
  }

  private ClipMatch openMatch(ScoringRun run, NetworkOptions networks) {
    return run.read(
        clipWeights,
        "--clip-weights",
        "openai/clip-vit-large-patch14",
        source -> ClipMatch.load(networks, ClipSizes.of(source), source));
  }
}
