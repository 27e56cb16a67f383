package io.kinolake.media.cut;

import io.kinolake.media.input.TimeBase;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.TimeRange;
import java.nio.file.Path;
import java.util.Optional;

/** When each frame of a source is shown. Times ascend strictly with the index. */
@FunctionalInterface
public interface FrameTimes {

  /**
   * The time of a frame, microseconds on the container's time line.
   *
   * @param frame index in the source; the number of frames asks for the end of the last
   */
  long timeUs(long frame);

  /** The time that a range of frames covers. */
  default TimeRange timeOf(FrameRange frames) {
    return new TimeRange(timeUs(frames.start()), timeUs(frames.end()));
  }

  /** Frames spread evenly over a time, as at a constant rate. */
  static FrameTimes even(FrameRange frames, TimeRange time) {
    return frame -> {
      double share = (double) (frame - frames.start()) / frames.length();
      return time.startUs() + Math.round(share * time.durationUs());
    };
  }

  /**
   * The times of a file's frames, read from its packets without decoding. Where the packets don't
   * tell, as in AVI, frames are spread evenly.
   *
   * @param file a local file
   * @param source what probing told of it
   * @throws io.kinolake.schemas.failure.KinolakeException if the file cannot be opened
   */
  static FrameTimes read(Path file, FrameTiming source) {
    Optional<PacketIndex> index =
        PacketIndex.read(file).filter(found -> found.presentation().length == source.frames());
    if (index.isEmpty()) {
      return even(new FrameRange(0, source.frames()), source.range());
    }
    long[] presentation = index.get().presentation();
    TimeBase timeBase = index.get().timeBase();
    return frame ->
        frame < presentation.length
            ? timeBase.toMicros(presentation[(int) frame])
            : source.range().endUs();
  }
}
