package io.kinolake.media.probe;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodeProblem;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.schemas.tables.DecodeVerdict;
import java.nio.file.Path;
import java.util.Optional;

/** Decodes every frame of a file to find out whether all of it is good. Thread-safe. */
public final class DecodeVerifier {
  private final DecodeOptions options;

  public DecodeVerifier(DecodeOptions options) {
    this.options = options;
  }

  /**
   * Decodes a file.
   *
   * @param expectedFrames what the container promises; fewer decoded ones are a defect
   * @throws io.kinolake.schemas.failure.KinolakeException where the file cannot be opened, no frame
   *     decodes, or a limit is passed
   */
  public DecodeVerdict verify(Path file, long expectedFrames) {
    try (VideoDecoder decoder = VideoDecoder.open(file, options)) {
      long frames = 0;
      long endUs = 0;
      while (decoder.advance()) {
        frames++;
        endUs = decoder.frame().endUs();
      }
      Optional<DecodeProblem> problem = decoder.firstProblem();
      if (problem.isEmpty() && frames != expectedFrames) {
        String reason = "%d of %d frames decoded".formatted(frames, expectedFrames);
        problem = Optional.of(new DecodeProblem(endUs, reason));
      }
      return new DecodeVerdict(
          frames, problem.map(DecodeProblem::timeUs), problem.map(DecodeProblem::reason));
    }
  }
}
