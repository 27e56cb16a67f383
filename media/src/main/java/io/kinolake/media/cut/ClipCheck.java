package io.kinolake.media.cut;

import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a written clip back and compares it with what was meant. */
final class ClipCheck {
  private ClipCheck() {}

  /**
   * Compares the frames of a file with those that were to be in it.
   *
   * @param clip its name, for the message
   * @param timesUs when each frame shall be shown, ascending, microseconds from the file's begin
   * @param toleranceUs how far a time may be off
   * @throws KinolakeException WRONG_CUT at the first difference
   */
  static void frames(Path file, String clip, List<Long> timesUs, long toleranceUs) {
    PacketIndex index =
        PacketIndex.read(file)
            .orElseThrow(() -> wrong(clip, "its packets have no presentation times"));
    long[] found = index.presentation();
    if (found.length != timesUs.size()) {
      throw wrong(clip, "it holds %d frames instead of %d".formatted(found.length, timesUs.size()));
    }
    if (found.length == 0 || !index.packets().get(0).key()) {
      throw wrong(clip, "it does not begin with a key frame");
    }
    for (int i = 0; i < found.length; i++) {
      long timeUs = index.timeBase().toMicros(found[i]);
      if (Math.abs(timeUs - timesUs.get(i)) > toleranceUs) {
        throw wrong(
            clip,
            "its frame %d is shown at %d us instead of %d us".formatted(i, timeUs, timesUs.get(i)));
      }
    }
  }

  /**
   * Compares the stored size of a file's pictures with what it was to be.
   *
   * @throws KinolakeException WRONG_CUT if it differs
   */
  static void size(Path file, String clip, FrameSize size) {
    try (MediaInput input = MediaInput.open(file, MediaLimits.DEFAULT)) {
      Optional<FrameSize> found = StreamFacts.codedSize(input.videoStream());
      if (!found.equals(Optional.of(size))) {
        throw wrong(clip, "its pictures are %s instead of %s".formatted(found, size));
      }
    }
  }

  static KinolakeException wrong(String clip, String difference) {
    return new KinolakeException(
        FailureCode.WRONG_CUT,
        "The clip '%s' was not kept: %s. Probe the source with --verify; it may be damaged."
            .formatted(clip, difference));
  }
}
