package io.kinolake.udfs.score;

import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.schemas.tables.Clip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code aes}: LAION's aesthetic predictor on CLIP's embeddings of the frames at 0.1, 0.5 and 0.9
 * of the clip, mean over the frames; about 1 to 10, from 5.5 fair, from 6.5 high. Frames and mean
 * are those of Open-Sora's {@code tools.scoring.aesthetic}; a frame that cannot be decoded is a
 * failure here, not a black picture.
 *
 * @param clip weights of CLIP, ViT-L/14 for the published predictors
 * @param head weights of the predictor
 */
public record AestheticScorer(WeightsFile clip, WeightsFile head) implements Scorer {
  public static final String NAME = "aes";

  private static final List<Double> SHARES = List.of(0.1, 0.5, 0.9);

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
    return "clip=%s,head=%s".formatted(clip.digest(), head.digest());
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public FrameNeeds needs() {
    return FrameNeeds.pictures(new FrameChoice.Shares(SHARES), PictureEmbeddings.FULL);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring(models.embeddings(clip), models.aestheticHead(head));
  }

  private static final class Scoring implements ClipScoring {
    private final PictureEmbeddings embeddings;
    private final AestheticHead head;
    private final List<PictureEmbeddings.Ticket> tickets = new ArrayList<>();

    Scoring(PictureEmbeddings embeddings, AestheticHead head) {
      this.embeddings = embeddings;
      this.head = head;
    }

    @Override
    public void accept(ClipFrame frame) {
      tickets.add(embeddings.add(frame));
    }

    @Override
    public Finding finish() {
      double mean =
          tickets.stream()
              .mapToDouble(ticket -> head.score(embeddings.embedding(ticket)))
              .average()
              .orElseThrow();
      return Finding.ofValue(mean, Map.of());
    }
  }
}
