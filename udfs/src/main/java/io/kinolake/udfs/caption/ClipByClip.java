package io.kinolake.udfs.caption;

import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.Outcome;
import java.util.List;
import java.util.Optional;

/** A writer that captions clips one after another; failures become outcomes. */
abstract class ClipByClip implements CaptionWriter {

  /**
   * The caption of one clip; empty where this captioner has nothing to say of it.
   *
   * @throws KinolakeException if there should be one and is not
   */
  abstract Optional<Caption> caption(ClipToCaption clip);

  @Override
  public final List<Outcome<Caption>> caption(List<ClipToCaption> clips) {
    return clips.stream().map(this::captionSafely).toList();
  }

  private Outcome<Caption> captionSafely(ClipToCaption clip) {
    try {
      return Outcome.produced(caption(clip).stream().toList());
    } catch (KinolakeException e) {
      return Outcome.rejected(e.failure());
    }
  }
}
