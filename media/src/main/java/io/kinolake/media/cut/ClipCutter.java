package io.kinolake.media.cut;

import io.kinolake.schemas.media.MediaInfo;
import java.nio.file.Path;
import java.util.List;

/** Writes planned clips as MP4 files. Immutable and thread-safe; each call has its own state. */
public interface ClipCutter {

  /**
   * Reads a source once and writes all its clips.
   *
   * @param source a local file
   * @param info what probing told of it
   * @param plans in any order; ranges may touch or overlap
   * @throws io.kinolake.schemas.failure.KinolakeException if the source cannot be read at all or
   *     the settings cannot work; what concerns one clip goes to the sink
   */
  void cut(Path source, MediaInfo info, List<ClipPlan> plans, ClipSink sink);
}
