package io.kinolake.media.synth;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;

import io.kinolake.media.encode.MediaOutput;
import io.kinolake.media.encode.PictureFormat;
import io.kinolake.media.encode.VideoEncoder;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;

/** Writes drawn pictures as a video. Not thread-safe. */
public final class VideoWriter implements AutoCloseable {
  private static final double MICROS = 1e6;

  private final PictureFormat format;
  private final MediaOutput output;
  // Null until started.
  private VideoEncoder video;
  private ToneTrack audio; // null without audio too
  private AVFrame drawn;
  private AVFrame converted;
  private SwsContext conversion;
  private boolean closed;

  private VideoWriter(PictureFormat format, MediaOutput output) {
    this.format = format;
    this.output = output;
  }

  /** Creates or replaces a file. */
  public static VideoWriter open(Path path, VideoSettings settings) {
    MediaOutput output = MediaOutput.create(path, settings.container());
    VideoWriter writer = new VideoWriter(settings.pictures(), output);
    try {
      writer.start(settings);
      return writer;
    } catch (KinolakeException e) {
      writer.close();
      throw e;
    }
  }

  private void start(VideoSettings settings) {
    video = VideoEncoder.open(output, settings.encoding(), format);
    audio = settings.audio().map(tone -> new ToneTrack(output, tone)).orElse(null);
    drawn = newFrame(avutil.AV_PIX_FMT_BGR24);
    converted = newFrame(avutil.av_get_pix_fmt(format.pixelFormat()));
    conversion = newConversion();
    output.describe(settings.tags());
    output.start(settings.muxerOptions());
  }

  /** An empty picture of the right size and kind to draw on and to write. */
  public BufferedImage newPicture() {
    return new BufferedImage(
        format.size().width(), format.size().height(), BufferedImage.TYPE_3BYTE_BGR);
  }

  /**
   * Appends a picture.
   *
   * @param picture one that {@link #newPicture} made; may be drawn on again afterwards
   * @param time in ticks of the settings' time base, after all before it
   * @param duration ticks until the next picture
   */
  public void write(BufferedImage picture, long time, long duration) {
    copyPixels(((DataBufferByte) picture.getRaster().getDataBuffer()).getData());
    check(avutil.av_frame_make_writable(converted), "reuse a picture");
    check(swscale.sws_scale_frame(conversion, converted, drawn), "convert a picture");
    converted.pts(time);
    if (audio != null) {
      audio.writeUntil(toUs(time, format.timeBase()));
    }
    video.encode(converted, duration);
  }

  /** Completes the file. */
  public void finish() {
    if (audio != null) {
      audio.finish();
    }
    video.finish();
    output.finish();
  }

  static long toUs(long ticks, Rational timeBase) {
    return Math.round(ticks * MICROS * timeBase.numerator() / timeBase.denominator());
  }

  private void copyPixels(byte[] pixels) {
    int row = format.size().width() * 3;
    BytePointer target = new BytePointer(drawn.data(0));
    for (int y = 0; y < format.size().height(); y++) {
      target.position((long) y * drawn.linesize(0)).put(pixels, y * row, row);
    }
  }

  private AVFrame newFrame(int pixelFormat) {
    FrameSize size = format.size();
    AVFrame frame = allocated(avutil.av_frame_alloc(), "a picture");
    frame.width(size.width()).height(size.height()).format(pixelFormat);
    check(avutil.av_frame_get_buffer(frame, 0), "allocate a picture of " + size);
    return frame;
  }

  private SwsContext newConversion() {
    FrameSize size = format.size();
    return allocated(
        swscale.sws_getContext(
            size.width(),
            size.height(),
            avutil.AV_PIX_FMT_BGR24,
            size.width(),
            size.height(),
            avutil.av_get_pix_fmt(format.pixelFormat()),
            swscale.SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null),
        "a conversion to " + format.pixelFormat());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (conversion != null) {
      swscale.sws_freeContext(conversion);
    }
    Stream.of(drawn, converted).filter(Objects::nonNull).forEach(avutil::av_frame_free);
    if (audio != null) {
      audio.close();
    }
    if (video != null) {
      video.close();
    }
    output.close();
  }
}
