package io.kinolake.udfs.caption;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.StageContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sentence of what was measured: see {@link MeasuredFacts}. It says nothing of what is to be
 * seen, and nothing that no scorer told.
 */
public final class SignalsCaptioner implements Captioner {
  private static final long serialVersionUID = 1L;
  public static final String NAME = "signals";
  private static final int VERSION = 1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.SCORES);
  }

  @Override
  public CaptionWriter open(StageContext context) {
    return new ClipByClip() {
      @Override
      Optional<Caption> caption(ClipToCaption clip) {
        return Optional.of(
            new Caption(
                clip.clip().id(),
                NAME,
                new MeasuredFacts(clip).sentence(),
                new Caption.Origin(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty())));
      }
    };
  }
}
