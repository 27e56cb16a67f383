package io.kinolake.udfs.score;

import io.kinolake.schemas.tables.Clip;

/**
 * {@code embedding}: CLIP's embeddings of the frames at 0.1, 0.5 and 0.9 of the clip, see {@link
 * FrameEmbeddings}. They are no score; other scorers, the match of captions, near duplicates and
 * clusters work on them without another look at the clip. The label is the digest of the weights.
 *
 * @param clip weights of CLIP
 */
public record EmbeddingScorer(WeightsFile clip) implements Scorer {
  public static final String NAME = "embedding";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String settings() {
    return "clip=" + clip.digest();
  }

  @Override
  public FrameNeeds needs() {
    return EmbeddedFrames.NEEDS;
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    EmbeddedFrames frames = new EmbeddedFrames(models.embeddings(clip), content);
    return new ClipScoring() {
      @Override
      public void accept(ClipFrame frame) {
        frames.accept(frame);
      }

      @Override
      public Finding finish() {
        return Finding.ofVectors(FrameEmbeddings.of(clip.digest().value(), frames.vectors()));
      }
    };
  }
}
