package io.kinolake.media.input;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes FFmpeg's log off the terminal: errors go to this class's logger at debug level, and the
 * last one of each thread is kept for messages. Thread-safe.
 */
public final class FFmpegLog {
  private static final Logger LOG = LoggerFactory.getLogger(FFmpegLog.class);
  private static final ThreadLocal<String> LAST_ERROR = new ThreadLocal<>();
  // Held for the life of the process: FFmpeg keeps a bare pointer to it.
  private static final Sink SINK = install();

  private FFmpegLog() {}

  /** Makes sure that FFmpeg's log comes here; cheap when it already does. */
  public static void capture() {
    if (SINK.isNull()) {
      throw new IllegalStateException("FFmpeg's log callback was freed");
    }
  }

  /** Forgets what this thread logged, before an operation whose errors matter. */
  public static void forget() {
    LAST_ERROR.remove();
  }

  /** The last error line that FFmpeg logged on this thread since {@link #forget}. */
  public static Optional<String> lastError() {
    return Optional.ofNullable(LAST_ERROR.get());
  }

  /** FFmpeg's words for an error code. */
  public static String describe(int error) {
    try (BytePointer text = new BytePointer((long) avutil.AV_ERROR_MAX_STRING_SIZE)) {
      avutil.av_strerror(error, text, text.capacity());
      return text.getString();
    }
  }

  private static Sink install() {
    Sink sink = new Sink();
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    avutil.setLogCallback(sink);
    return sink;
  }

  private static final class Sink extends LogCallback {
    @Override
    public void call(int level, BytePointer message) {
      if (level > avutil.AV_LOG_ERROR) {
        return;
      }
      String line = message.getString().strip();
      if (!line.isEmpty()) {
        LAST_ERROR.set(line);
        LOG.debug("{}", line);
      }
    }
  }
}
