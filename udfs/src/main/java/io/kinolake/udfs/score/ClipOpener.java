package io.kinolake.udfs.score;

import io.kinolake.schemas.media.TimeRange;
import java.nio.file.Path;
import java.util.Optional;

/** Opens clips for reading. Thread-safe. */
public interface ClipOpener {

  /**
   * Opens a clip; the caller closes it.
   *
   * @param file the clip, or the source of a virtual one
   * @param range of the source that the clip is, on its time line; empty for the whole file
   * @param motionVectors whether frames must know their motion vectors
   * @throws io.kinolake.schemas.failure.KinolakeException if it cannot be opened
   */
  ClipFrames open(Path file, Optional<TimeRange> range, boolean motionVectors);
}
