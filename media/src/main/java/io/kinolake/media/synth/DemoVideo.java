package io.kinolake.media.synth;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.List;

/**
 * One written file of the demo set, and what is known of it.
 *
 * @param path where it was written; its caption lies beside it as {@code .txt}
 * @param frames how many it has; 1 for the image
 * @param cuts the frames at which a new shot begins, the first of all excluded
 * @param rate frames per second; unknown for the image
 */
public record DemoVideo(
    Path path, String caption, FrameSize size, Rational rate, long frames, List<Long> cuts) {

  public DemoVideo {
    cuts = List.copyOf(cuts);
  }

  /** The same file after its folder was renamed. */
  DemoVideo in(Path folder) {
    return new DemoVideo(folder.resolve(path.getFileName()), caption, size, rate, frames, cuts);
  }
}
