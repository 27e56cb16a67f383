package io.kinolake.media.decode;

import io.kinolake.media.input.FFmpegLog;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.media.input.TimeBase;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Yields the frames of a file in presentation order, each exactly once. A range is met to the frame
 * whatever the file: open groups of pictures, B-frames, edit lists, late start times. An image is
 * one frame of {@link #IMAGE_DURATION_US} at time 0.
 *
 * <p>Damage does not stop decoding where the codec can go on; {@link #firstProblem} tells of it.
 * Owns the file and all native memory; used by one thread.
 */
public final class VideoDecoder implements AutoCloseable {
  /** How long an image is shown: one frame at 25 frames a second. */
  public static final long IMAGE_DURATION_US = 40_000;

  private static final int MAX_ERRORS_WHILE_DRAINING = 1000;

  private final MediaInput input;
  private final DecodeOptions options;
  private final VideoStreamInfo stream;
  private final FrameClock clock;
  private final PacketFeed packets;
  private final AVCodecContext codec;
  private final long openedNanos = System.nanoTime();
  private final DecodeEvent event = DecodeEvent.begun();

  private AVFrame current = avutil.av_frame_alloc();
  private AVFrame ahead = avutil.av_frame_alloc();
  private Optional<DecodedFrame> frame = Optional.empty();
  private Optional<DecodeProblem> problem = Optional.empty();
  private boolean started;
  private boolean flushed;
  private boolean ended;
  private boolean hasAhead;
  private boolean closed;
  private long aheadUs;
  private long decoded;
  private long yielded;
  private int drainErrors;

  private VideoDecoder(MediaInput input, DecodeOptions options) {
    this.input = input;
    this.options = options;
    this.stream = describe(input);
    TimeBase timeBase =
        new TimeBase(stream.timeBase().numerator(), stream.timeBase().denominator());
    this.clock = new FrameClock(timeBase, nominalUs(stream), input.hasDecodeTimesOnly());
    this.packets = new PacketFeed(input, timeBase);
    this.codec = CodecOpener.open(input, options);
  }

  /**
   * Opens a file for decoding.
   *
   * @throws KinolakeException the codes of {@link MediaInput#open}, or CORRUPT where no decoder
   *     takes the stream
   */
  public static VideoDecoder open(Path file, DecodeOptions options) {
    MediaInput input = MediaInput.open(file, options.limits());
    try {
      input.readVideoOnly();
      return new VideoDecoder(input, options);
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** What the container says of the stream. */
  public VideoStreamInfo stream() {
    return stream;
  }

  /**
   * Moves to the next frame; false when there is none.
   *
   * @throws KinolakeException DEADLINE, TOO_LARGE, or NO_FRAMES or CORRUPT where the whole stream
   *     yields no frame
   */
  public boolean advance() {
    requireOpen();
    frame = Optional.empty();
    if (!started) {
      started = true;
      start();
    }
    if (!hasAhead) {
      return false;
    }
    AVFrame spare = current;
    current = ahead;
    ahead = spare;
    long timeUs = aheadUs;
    hasAhead = pull();
    long duration = hasAhead ? aheadUs - timeUs : lastDurationUs();
    if (options.range().isPresent() && timeUs >= options.range().get().endUs()) {
      hasAhead = false;
      return false;
    }
    requireWithinLimits();
    frame = Optional.of(new DecodedFrame(yielded++, timeUs, duration, current));
    return true;
  }

  /** The frame that {@link #advance} moved to. */
  public DecodedFrame frame() {
    return frame.orElseThrow(() -> new IllegalStateException("There is no current frame"));
  }

  /** The first damage met so far; empty on a healthy file. */
  public Optional<DecodeProblem> firstProblem() {
    return problem;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      frame = Optional.empty();
      avutil.av_frame_free(current);
      avutil.av_frame_free(ahead);
      packets.close();
      avcodec.avcodec_free_context(codec);
      input.close();
      event.tell(input.file(), decoded);
    }
  }

  /** Pulls the first wanted frame into {@code ahead}. */
  private void start() {
    if (options.range().isPresent() && !input.isImage()) {
      startInRange(options.range().get());
      return;
    }
    hasAhead = pull();
    if (!hasAhead) {
      throw noFrames();
    }
  }

  /**
   * Seeks further and further back until the first frame that comes out is not later than the
   * wanted start; only then is it certain that no frame between was lost.
   */
  private void startInRange(TimeRange range) {
    long back = 0;
    boolean seeking = !input.hasDecodeTimesOnly();
    do {
      seeking = seeking && packets.seek(range.startUs(), back);
      restart();
      hasAhead = pull();
      back = Math.max(2 * back, 1_000_000);
    } while (seeking && (!hasAhead || aheadUs > range.startUs()));
    while (hasAhead && aheadUs < range.startUs()) {
      hasAhead = pull();
    }
  }

  private void restart() {
    avcodec.avcodec_flush_buffers(codec);
    clock.reset();
    problem = Optional.empty();
    flushed = false;
    ended = false;
  }

  /** Decodes the next frame into {@code ahead}; false at the end. */
  private boolean pull() {
    while (!ended) {
      int result = avcodec.avcodec_receive_frame(codec, ahead);
      if (result >= 0) {
        decoded++;
        if ((ahead.flags() & AVFrame.AV_FRAME_FLAG_DISCARD) == 0) {
          aheadUs = input.isImage() ? 0 : clock.timeUs(ahead);
          noteDamage();
          return true;
        }
      } else if (result == avutil.AVERROR_EAGAIN()) {
        feed();
      } else if (result == avutil.AVERROR_EOF()) {
        ended = true;
      } else {
        noteProblem(aheadUs, FFmpegLog.describe(result));
        ended = flushed && ++drainErrors > MAX_ERRORS_WHILE_DRAINING;
      }
    }
    return false;
  }

  private void feed() {
    requireInTime();
    if (packets.next()) {
      clock.packet(packets.packet());
      int result = avcodec.avcodec_send_packet(codec, packets.packet());
      if (result < 0) {
        noteProblem(packetUs(), FFmpegLog.describe(result));
      }
      return;
    }
    packets.readError().ifPresent(reason -> noteProblem(aheadUs, reason));
    avcodec.avcodec_send_packet(codec, null);
    flushed = true;
  }

  private long packetUs() {
    long pts = packets.packet().pts();
    return pts == avutil.AV_NOPTS_VALUE
        ? aheadUs
        : avutil.av_rescale_q(pts, input.videoStream().time_base(), avutil.av_make_q(1, 1_000_000));
  }

  private void noteDamage() {
    if (ahead.decode_error_flags() != 0 || (ahead.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0) {
      noteProblem(aheadUs, "The frame decoded with errors");
    }
  }

  private void noteProblem(long timeUs, String reason) {
    if (problem.isEmpty()) {
      problem = Optional.of(new DecodeProblem(timeUs, reason));
    }
  }

  private long lastDurationUs() {
    return input.isImage() ? IMAGE_DURATION_US : clock.durationUs(current);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The decoder of '" + input.file() + "' is closed");
    }
  }

  private void requireInTime() {
    MediaLimits limits = options.limits();
    if (System.nanoTime() - openedNanos > limits.deadline().toNanos()) {
      throw new KinolakeException(
          FailureCode.DEADLINE,
          "Decoding '%s' took longer than %s and was stopped after %d frames. Raise the deadline if the file is that long."
              .formatted(input.file(), limits.deadline(), yielded));
    }
  }

  private void requireWithinLimits() {
    MediaLimits limits = options.limits();
    if (yielded >= limits.maxFrames()) {
      throw new KinolakeException(
          FailureCode.TOO_LARGE,
          "File '%s' has more than %d frames. Raise the limit if that is right."
              .formatted(input.file(), limits.maxFrames()));
    }
  }

  private KinolakeException noFrames() {
    return problem
        .map(
            found ->
                new KinolakeException(
                    FailureCode.CORRUPT,
                    "No frame of '" + input.file() + "' can be decoded: " + found.reason() + "."))
        .orElseGet(
            () ->
                new KinolakeException(
                    FailureCode.NO_FRAMES,
                    "File '" + input.file() + "' has a video stream without any frame."));
  }

  private static VideoStreamInfo describe(MediaInput input) {
    AVStream video = input.videoStream();
    return new VideoStreamInfo(
        StreamFacts.codecName(video),
        StreamFacts.ratio(video.time_base()),
        StreamFacts.codedSize(video),
        StreamFacts.rotationDegrees(video),
        StreamFacts.sampleAspect(input.context(), video),
        input.isImage() ? Rational.UNKNOWN : StreamFacts.ratio(video.avg_frame_rate()));
  }

  private static long nominalUs(VideoStreamInfo stream) {
    Rational rate = stream.averageRate();
    return rate.isKnown() ? Math.max(1, Math.round(1e6 / rate.toDouble())) : IMAGE_DURATION_US;
  }
}
