package io.kinolake.media.probe;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Path;

/** The sentences for files whose packets are not what they should be. */
final class ProbeFailures {
  private ProbeFailures() {}

  static KinolakeException noFrames(Path file) {
    return new KinolakeException(
        FailureCode.NO_FRAMES, "File '" + file + "' has a video stream without any frame.");
  }

  static KinolakeException notReadable(Path file, IOException cause) {
    return new KinolakeException(
        FailureCode.NOT_READABLE,
        "File '%s' cannot be read: %s. Check its disk and permissions.".formatted(file, cause));
  }

  static KinolakeException truncated(Path file, long frames, String why) {
    return new KinolakeException(
        FailureCode.TRUNCATED,
        "File '%s' ends too early, after %d frames: %s. Copy it again."
            .formatted(file, frames, why));
  }

  static KinolakeException noSize(Path file) {
    return new KinolakeException(
        FailureCode.CORRUPT, "File '" + file + "' does not say how large its pictures are.");
  }

  static KinolakeException tooManyFrames(Path file, long limit) {
    return new KinolakeException(
        FailureCode.TOO_LARGE,
        "File '%s' has more than %d frames. Raise the limit if that is right."
            .formatted(file, limit));
  }
}
