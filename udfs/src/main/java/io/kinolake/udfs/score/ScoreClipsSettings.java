package io.kinolake.udfs.score;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which scorers run, and how closely they look.
 *
 * @param scorers names of scorers, each once
 * @param samples frames of a clip that {@code technical} and {@code letterbox} look at, 1 to 1000
 * @param cameraPairs pairs of frames that {@code cmotion} compares, 1 to 1000
 * @param cameraGap frames from one of such a pair to the other, 1 to 100
 * @param weights the weights of models by {@link #CLIP} and {@link #AESTHETIC}, for the scorers
 *     that work with models
 */
public record ScoreClipsSettings(
    List<String> scorers,
    int samples,
    int cameraPairs,
    int cameraGap,
    Map<String, WeightsFile> weights)
    implements Serializable {
  /** Key of the weights of CLIP. */
  public static final String CLIP = "clip";

  /** Key of the weights of the aesthetic predictor. */
  public static final String AESTHETIC = "aesthetic";

  private static final Map<String, String> PUBLISHED =
      Map.of(
          CLIP, "CLIP ViT-L/14 (openai/clip-vit-large-patch14)",
          AESTHETIC, "LAION's predictor (sac+logos+ava1-l14-linearMSE.pth)");

  /** The scorers that need no model and run by default, in the order of their rows. */
  public static final List<String> WITHOUT_MODELS =
      List.of(
          TechnicalScorer.NAME,
          FlowScorer.NAME,
          MotionScorer.NAME,
          CameraMotionScorer.NAME,
          LetterboxScorer.NAME,
          FreezeScorer.NAME,
          HashScorer.NAME);

  /** Every scorer there is. */
  public static final List<String> ALL =
      Stream.concat(
              WITHOUT_MODELS.stream(),
              Stream.of(EmbeddingScorer.NAME, AestheticScorer.NAME, OcrScorer.NAME))
          .toList();

  /** All scorers that need no model, as they come. */
  public static final ScoreClipsSettings DEFAULT = of(WITHOUT_MODELS);

  public ScoreClipsSettings {
    scorers = List.copyOf(scorers);
    weights = Map.copyOf(weights);
    if (scorers.isEmpty() || scorers.stream().distinct().count() != scorers.size()) {
      throw badConfig("Scorers must be named, each once, not " + scorers + ".");
    }
    for (String name : scorers) {
      if (!ALL.contains(name)) {
        throw badConfig("There is no scorer '" + name + "'. There are " + ALL + ".");
      }
    }
    requireRange("samples", samples, 1000);
    requireRange("cameraPairs", cameraPairs, 1000);
    requireRange("cameraGap", cameraGap, 100);
  }

  /** The named scorers as they come. */
  public static ScoreClipsSettings of(List<String> scorers) {
    return new ScoreClipsSettings(scorers, 6, 8, 3, Map.of());
  }

  /** Whether a scorer runs that embeddings of an earlier pass may spare a look at the clip. */
  public boolean usesEmbeddings() {
    return scorers.contains(AestheticScorer.NAME);
  }

  /** The scorers that run, in the order of their names here. */
  List<Scorer> toScorers() {
    Map<String, Scorer> byName = new LinkedHashMap<>();
    for (Scorer scorer :
        List.of(
            new TechnicalScorer(samples),
            new FlowScorer(),
            new MotionScorer(),
            new CameraMotionScorer(cameraPairs, cameraGap),
            new LetterboxScorer(samples),
            new FreezeScorer(),
            new HashScorer(),
            new OcrScorer())) {
      byName.put(scorer.name(), scorer);
    }
    if (scorers.contains(EmbeddingScorer.NAME)) {
      WeightsFile clip = weightsOf(CLIP, EmbeddingScorer.NAME);
      byName.put(EmbeddingScorer.NAME, new EmbeddingScorer(clip));
    }
    if (scorers.contains(AestheticScorer.NAME)) {
      WeightsFile clip = weightsOf(CLIP, AestheticScorer.NAME);
      WeightsFile head = weightsOf(AESTHETIC, AestheticScorer.NAME);
      byName.put(AestheticScorer.NAME, new AestheticScorer(clip, head));
    }
    return scorers.stream().map(byName::get).toList();
  }

  private WeightsFile weightsOf(String model, String scorer) {
    WeightsFile file = weights.get(model);
    if (file == null) {
      throw badConfig(
          "The scorer '%s' needs the weights of %s; set score.%s-weights to where they lie."
              .formatted(scorer, PUBLISHED.get(model), model));
    }
    return file;
  }

  private static void requireRange(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw badConfig("Setting %s must be 1 to %d, not %d.".formatted(name, most, value));
    }
  }

  private static KinolakeException badConfig(String message) {
    return new KinolakeException(FailureCode.BAD_CONFIG, message);
  }
}
