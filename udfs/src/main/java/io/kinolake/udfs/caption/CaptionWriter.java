package io.kinolake.udfs.caption;

import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.Outcome;
import java.util.List;

/** A captioner at work in one task: used by one thread, closed by the stage. */
public interface CaptionWriter extends AutoCloseable {

  /** Captions clips. Outcome i belongs to clip i; one clip's failure leaves the others alone. */
  List<Outcome<Caption>> caption(List<ClipToCaption> clips);

  @Override
  default void close() {}
}
