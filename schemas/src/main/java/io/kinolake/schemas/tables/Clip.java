package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import java.util.Optional;

/**
 * One clip: a range of a source, as a file or virtually.
 *
 * @param sceneIndex the scene it lies in
 * @param index its number among the source's clips, from 0
 * @param name file name without folder, {@code STEM_scene-N.mp4}
 * @param sourceUri the source
 * @param uri the clip's own file; empty for a virtual clip
 * @param mode how it was cut
 * @param frames the frames it holds, by true index in the source
 * @param time the time it covers on the source's time line
 * @param content what the clip's own pictures are
 */
public record Clip(
    ClipId id,
    VideoId video,
    int sceneIndex,
    int index,
    String name,
    String sourceUri,
    Optional<String> uri,
    CutMode mode,
    FrameRange frames,
    TimeRange time,
    Content content) {

  /**
   * The pictures of a clip as a reader of it sees them.
   *
   * @param frames how many there are (differs from the source range where the rate was changed)
   * @param rate frames per second
   * @param sizeBytes length of the file; 0 for a virtual clip
   */
  public record Content(long frames, Rational rate, FrameSize size, long sizeBytes) {}
}
