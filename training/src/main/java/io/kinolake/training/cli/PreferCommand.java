package io.kinolake.training.cli;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.preference.PreferencePairs;
import io.kinolake.training.preference.SampledVideos;
import io.kinolake.training.preference.ScoreBlend;
import io.kinolake.training.preference.VideoScores;
import io.kinolake.training.sample.Prompt;
import io.kinolake.training.sample.PromptFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes preference pairs of sampled videos. */
@Command(
    name = "prefer",
    mixinStandardHelpOptions = true,
    description = {
      "Makes preference pairs of sampled videos: of each prompt's the best and the worst.",
      "Examples:",
      "  kinolake prefer --videos samples/videos --prompts prompts.txt"
          + " --num-inference-videos-per-sample 3",
      "  kinolake prefer --videos samples/videos --prompts prompts.txt"
          + " --num-inference-videos-per-sample 4 --scores scores.csv --dimensions aes=4,flow=1"
    })
final class PreferCommand implements Callable<Integer> {
  private static final String DEFAULT_SCORES = "evaluation_results/StepVideoDPO_eval_results.json";

  @Option(
      names = {"--videos", "--videos_path"},
      required = true,
      paramLabel = "DIR",
      description = "The samples: video_0.mp4 and on. video_grid.mp4 is ignored.")
  private Path videos;

  @Option(
      names = {"--prompts", "--prompt_file"},
      required = true,
      paramLabel = "FILE",
      description = "The prompts that were sampled, one in each line.")
  private String prompts;

  @Option(names = "--keep-blank", description = "Take blank lines for empty prompts.")
  private boolean keepBlank;

  @Option(
      names = {
        "-n",
        "--num-inference-videos-per-sample",
        "--num_inference_videos_per_sample",
        "--videos-per-prompt"
      },
      defaultValue = "3",
      paramLabel = "N",
      description = "Videos of each prompt, one after another (default: ${DEFAULT-VALUE}).")
  private int each;

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description =
          "VBench's eval_results.json, or a CSV table with the column path and one for each"
              + " dimension (default: "
              + DEFAULT_SCORES
              + " beside the videos' folder).")
  private Path scores;

  @Option(
      names = "--dimensions",
      split = ",",
      paramLabel = "NAME=WEIGHT",
      description = "What counts and how much (default: the guide's five of VBench, each 4).")
  private Map<String, Double> dimensions = new LinkedHashMap<>();

  @Option(
      names = "--no-normalize",
      description = "Take dimensions as they are, and bins of 0.01, instead of from 0 to 1.")
  private boolean asScored;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Gets video_score_histogram.json and data.jsonl (default: the videos' parent folder).")
  private Path output;

  @Option(names = "--verbose", description = "Show where an error arose.")
  @SuppressWarnings("unused") // read by the main class from the arguments
  private boolean verbose;

  @Override
  public Integer call() {
    SampledVideos sampled = SampledVideos.list(videos);
    Path parent = videos.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT, "--videos is a folder within another, not '" + videos + "'.");
    }
    ScoreBlend blend =
        new ScoreBlend(
            dimensions.isEmpty() ? ScoreBlend.guideWeights() : dimensions,
            asScored ? ScoreBlend.Scale.AS_SCORED : ScoreBlend.Scale.NORMALIZED);
    VideoScores read =
        VideoScores.read(
            scores == null ? parent.resolve(DEFAULT_SCORES) : scores, blend.weights().keySet());
    List<String> texts = texts();
    PreferencePairs pairs = PreferencePairs.of(read, blend, texts, each);
    sampled.require(pairs.scores().keySet(), texts.size() * each);
    Path folder = output == null ? parent : output;
    pairs.write(folder);
    tell(pairs, sampled, folder);
    return 0;
  }

  private List<String> texts() {
    return PromptFile.read(
            prompts,
            Optional.empty(),
            keepBlank ? PromptFile.BlankLines.PROMPTS : PromptFile.BlankLines.REFUSED)
        .stream()
        .map(Prompt::text)
        .toList();
  }

  private static void tell(PreferencePairs pairs, SampledVideos sampled, Path folder) {
    List<String> unscored = sampled.without(pairs.scores().keySet());
    if (!unscored.isEmpty()) {
      System.out.printf(
          "%d videos have no scores and are left out: %s%n",
          unscored.size(), String.join(", ", unscored));
    }
    if (!pairs.skipped().isEmpty()) {
      System.out.printf(
          "%d prompts have no two different videos and give no pair: lines %s%n",
          pairs.skipped().size(), pairs.skipped().stream().map(prompt -> prompt + 1).toList());
    }
    System.out.printf(
        "%d pairs of %d videos: %s and %s in %s%n",
        pairs.pairs().size(),
        pairs.scores().size(),
        PreferencePairs.DATA,
        PreferencePairs.HISTOGRAM,
        folder);
  }
}
