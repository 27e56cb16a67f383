package io.kinolake.media.input;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;

/** The sentences for files that cannot be opened or read. */
final class InputFailures {
  private InputFailures() {}

  static KinolakeException notFound(Path file) {
    return new KinolakeException(
        FailureCode.NOT_FOUND,
        "There is no file '" + file + "'. It may have been moved or removed.");
  }

  static KinolakeException notReadable(Path file, String why) {
    return new KinolakeException(
        FailureCode.NOT_READABLE,
        "File '" + file + "' cannot be read: " + why + ". Check its type and permissions.");
  }

  static KinolakeException empty(Path file) {
    return new KinolakeException(
        FailureCode.EMPTY_FILE, "File '" + file + "' has no bytes. Copy it again.");
  }

  static KinolakeException forbidden(Path file, String kind) {
    return new KinolakeException(
        FailureCode.FORBIDDEN_FORMAT,
        "File '"
            + file
            + "' is "
            + kind
            + ", which names other files or hosts, and those are never followed."
            + " Give the media files themselves.");
  }

  static KinolakeException notMedia(Path file, String why) {
    return new KinolakeException(
        FailureCode.NOT_MEDIA,
        "File '" + file + "' is not a video or image that can be read: " + why + ".");
  }

  static KinolakeException truncated(Path file, String why) {
    return new KinolakeException(
        FailureCode.TRUNCATED, "File '" + file + "' ends too early: " + why + ". Copy it again.");
  }

  static KinolakeException corrupt(Path file, String why) {
    return new KinolakeException(
        FailureCode.CORRUPT, "File '" + file + "' is damaged: " + why + ".");
  }

  static KinolakeException noVideo(Path file) {
    return new KinolakeException(
        FailureCode.NO_VIDEO_STREAM,
        "File '" + file + "' has no video stream (a cover picture does not count).");
  }

  static KinolakeException tooLarge(Path file, long width, long height, long maxPixels) {
    return new KinolakeException(
        FailureCode.TOO_LARGE,
        "File '%s' claims frames of %d x %d pixels; the limit is %d pixels. Raise it if the size is real."
            .formatted(file, width, height, maxPixels));
  }
}
