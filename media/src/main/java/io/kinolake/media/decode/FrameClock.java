package io.kinolake.media.decode;

import io.kinolake.media.input.TimeBase;
import java.util.PriorityQueue;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Gives each frame its presentation time. Containers without presentation times (AVI, raw streams)
 * only say when packets are to be decoded; their frames, which come in presentation order, take
 * these times in ascending order. A time that is missing or does not rise becomes the one before
 * plus the nominal duration.
 */
final class FrameClock {
  private final TimeBase timeBase;
  private final long nominalUs;
  private final boolean decodeTimesOnly;
  private final PriorityQueue<Long> decodeTimes = new PriorityQueue<>();
  private boolean started;
  private long lastUs;

  FrameClock(TimeBase timeBase, long nominalUs, boolean decodeTimesOnly) {
    this.timeBase = timeBase;
    this.nominalUs = nominalUs;
    this.decodeTimesOnly = decodeTimesOnly;
  }

  /** Forgets everything, for another start. */
  void reset() {
    decodeTimes.clear();
    started = false;
  }

  /** Notes a packet that goes to the decoder. */
  void packet(AVPacket packet) {
    if (decodeTimesOnly && packet.size() > 0) {
      long ticks = packet.dts() != avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
      if (ticks != avutil.AV_NOPTS_VALUE) {
        decodeTimes.add(ticks);
      }
    }
  }

  /** The time of the next frame in presentation order, microseconds. */
  long timeUs(AVFrame frame) {
    long ticks = ticks(frame);
    long time =
        ticks == avutil.AV_NOPTS_VALUE
            ? (started ? lastUs + nominalUs : 0)
            : timeBase.toMicros(ticks);
    if (started && time <= lastUs) {
      time = lastUs + nominalUs;
    }
    started = true;
    lastUs = time;
    return time;
  }

  /** What the container says of a frame's duration, or the nominal one. */
  long durationUs(AVFrame frame) {
    long ticks = frame.duration();
    return ticks > 0 ? Math.max(1, timeBase.toMicros(ticks)) : nominalUs;
  }

  private long ticks(AVFrame frame) {
    if (decodeTimesOnly && !decodeTimes.isEmpty()) {
      return decodeTimes.poll();
    }
    return frame.best_effort_timestamp();
  }
}
