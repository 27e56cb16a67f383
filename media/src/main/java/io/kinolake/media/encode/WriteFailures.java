package io.kinolake.media.encode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** FFmpeg's return codes as failures of writing. */
public final class WriteFailures {
  private static final int TEXT_BYTES = 256;

  private WriteFailures() {}

  /**
   * Passes a non-negative return code on.
   *
   * @param doing what was tried, completing "Cannot …"
   * @throws KinolakeException WRITE_FAILED for a negative code
   */
  public static int check(int code, String doing) {
    return check(code, FailureCode.WRITE_FAILED, doing, "Check space and permissions.");
  }

  /** The same with another failure code and advice. */
  static int check(int code, FailureCode failure, String doing, String advice) {
    if (code < 0) {
      throw new KinolakeException(
          failure, "Cannot " + doing + ": FFmpeg says '" + text(code) + "'. " + advice);
    }
    return code;
  }

  /**
   * Passes an allocated object on.
   *
   * @throws KinolakeException WRITE_FAILED if there was no memory for it
   */
  public static <T extends Pointer> T allocated(T pointer, String what) {
    if (pointer == null || pointer.isNull()) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Cannot allocate " + what + ": out of native memory. Run fewer tasks at once.");
    }
    return pointer;
  }

  private static String text(int code) {
    try (BytePointer buffer = new BytePointer(TEXT_BYTES)) {
      avutil.av_strerror(code, buffer, TEXT_BYTES);
      return buffer.limit(BytePointer.strlen(buffer)).getString(UTF_8);
    }
  }
}
