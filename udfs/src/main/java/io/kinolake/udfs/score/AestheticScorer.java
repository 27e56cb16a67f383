package io.kinolake.udfs.score;

import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.schemas.tables.Clip;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code aes}: LAION's aesthetic predictor on CLIP's embeddings of the frames at 0.1, 0.5 and 0.9
 * of the clip, mean over the three; about 1 to 10, from 5.5 fair, from 6.5 high. Frames and mean
 * are those of Open-Sora's {@code tools.scoring.aesthetic}; a frame that cannot be decoded is a
 * failure here, not a black picture.
 *
 * @param clip weights of CLIP, ViT-L/14 for the published predictors
 * @param head weights of the predictor
 */
public record AestheticScorer(WeightsFile clip, WeightsFile head) implements Scorer {
  public static final String NAME = "aes";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String settings() {
    return "clip=%s,head=%s".formatted(clip.digest(), head.digest());
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public FrameNeeds needs() {
    return EmbeddedFrames.NEEDS;
  }

  @Override
  public Optional<Finding> reuse(FrameEmbeddings stored, ScoringModels models) {
    return stored.model().equals(clip.digest().value())
        ? Optional.of(mean(models.aestheticHead(head), stored.frames()))
        : Optional.empty();
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    AestheticHead predictor = models.aestheticHead(head);
    EmbeddedFrames frames = new EmbeddedFrames(models.embeddings(clip), content);
    return new ClipScoring() {
      @Override
      public void accept(ClipFrame frame) {
        frames.accept(frame);
      }

      @Override
      public Finding finish() {
        return mean(predictor, frames.vectors());
      }
    };
  }

  private static Finding mean(AestheticHead predictor, List<float[]> frames) {
    double mean = frames.stream().mapToDouble(predictor::score).average().orElseThrow();
    return Finding.ofValue(mean, Map.of());
  }
}
