package io.kinolake.media.decode;

import io.kinolake.media.input.FFmpegLog;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.TimeBase;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** The video stream's packets, and seeking to a key frame among them. Not thread-safe. */
final class PacketFeed implements AutoCloseable {
  /** First step back, in microseconds, when a seek landed too late; doubled at each try. */
  private static final long FIRST_STEP_US = 500_000;

  /** A day: far before any decoding time of the first frame, and far from overflow in demuxers. */
  private static final long MARGIN_US = 86_400_000_000L;

  private final MediaInput input;
  private final TimeBase timeBase;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private boolean pending;
  private Optional<String> readError = Optional.empty();

  PacketFeed(MediaInput input, TimeBase timeBase) {
    this.input = input;
    this.timeBase = timeBase;
  }

  /** Moves to the next packet; false at the end of the stream. */
  boolean next() {
    if (pending) {
      pending = false;
      return true;
    }
    return read();
  }

  /** The current packet; borrowed until {@link #next}. */
  AVPacket packet() {
    return packet;
  }

  /** Why reading ended before the end of the file. */
  Optional<String> readError() {
    return readError;
  }

  /**
   * Goes to a key frame that is presented at or before a time, {@code back} microseconds or more
   * before it where that matters.
   *
   * @return false where no seek can do that: the feed then stands at the start of the stream
   */
  boolean seek(long timeUs, long back) {
    for (long step = back;
        step <= timeUs - firstTimeUs();
        step = Math.max(step * 2, FIRST_STEP_US)) {
      long target = timeBase.toTicks(timeUs - step);
      int result =
          avformat.av_seek_frame(
              input.context(), input.videoIndex(), target, avformat.AVSEEK_FLAG_BACKWARD);
      if (result < 0) {
        break;
      }
      if (landedAtOrBefore(timeUs)) {
        return true;
      }
    }
    rewind();
    return false;
  }

  /** Goes to the start of the stream. */
  private void rewind() {
    pending = false;
    readError = Optional.empty();
    // Formats whose times may jump search by time only roughly; their first byte is exact.
    boolean rough = (input.context().iformat().flags() & avformat.AVFMT_TS_DISCONT) != 0;
    if (rough ? seekFirstByte() || seekFirstTime() : seekFirstTime() || seekFirstByte()) {
      return;
    }
    throw new KinolakeException(
        FailureCode.CORRUPT,
        "File '" + input.file() + "' cannot be read again from its start after a seek.");
  }

  private boolean seekFirstByte() {
    return avformat.av_seek_frame(input.context(), -1, 0, avformat.AVSEEK_FLAG_BYTE) >= 0;
  }

  private boolean seekFirstTime() {
    long earliest = timeBase.toTicks(firstTimeUs() - MARGIN_US);
    return avformat.av_seek_frame(
            input.context(), input.videoIndex(), earliest, avformat.AVSEEK_FLAG_BACKWARD)
        >= 0;
  }

  @Override
  public void close() {
    avcodec.av_packet_free(packet);
  }

  private long firstTimeUs() {
    long start = input.videoStream().start_time();
    return start == avutil.AV_NOPTS_VALUE ? 0 : timeBase.toMicros(start);
  }

  /** Skips to the first key packet and keeps it pending if it is early enough. */
  private boolean landedAtOrBefore(long timeUs) {
    pending = false;
    readError = Optional.empty();
    while (read()) {
      if ((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0) {
        pending =
            packet.pts() != avutil.AV_NOPTS_VALUE && timeBase.toMicros(packet.pts()) <= timeUs;
        return pending;
      }
    }
    return false;
  }

  private boolean read() {
    while (true) {
      avcodec.av_packet_unref(packet);
      int result = avformat.av_read_frame(input.context(), packet);
      if (result < 0) {
        if (result != avutil.AVERROR_EOF()) {
          readError = Optional.of(FFmpegLog.describe(result));
        }
        return false;
      }
      if (packet.stream_index() == input.videoIndex()) {
        return true;
      }
    }
  }
}
