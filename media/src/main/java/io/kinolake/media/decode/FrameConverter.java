package io.kinolake.media.decode;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Turns decoded frames into plain pixels for scorers, captions and thumbnails. Heeds the matrix and
 * range that the stream is tagged with (BT.601 where untagged, as FFmpeg does); HDR is not tone
 * mapped. Keeps one scaler for the last sizes and formats. Not thread-safe.
 */
public final class FrameConverter implements AutoCloseable {
  private static final int UNITY = 1 << 16; // contrast and saturation, 16.16 fixed point
  private static final int ALIGNMENT = 64; // swscale writes whole vectors behind the row's end

  private SwsContext scaler = new SwsContext(null);
  private BytePointer buffer = new BytePointer(0L);
  private boolean closed;

  /** A frame at its stored size. */
  public Picture convert(AVFrame frame, PixelOrder order) {
    return convert(frame, order, new FrameSize(frame.width(), frame.height()));
  }

  /** A frame scaled to a size, whatever its aspect. Smaller ones are averaged from all pixels. */
  public Picture convert(AVFrame frame, PixelOrder order, FrameSize size) {
    if (closed) {
      throw new IllegalStateException("The converter is closed");
    }
    prepare(frame, order, size);
    int rowBytes = size.width() * order.channels();
    int stride = (rowBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    reserve((long) stride * size.height() + ALIGNMENT);
    try (PointerPointer<BytePointer> planes = new PointerPointer<>(4);
        IntPointer strides = new IntPointer(stride, 0, 0, 0)) {
      planes.put(0, buffer);
      int rows =
          swscale.sws_scale(
              scaler, frame.data(), frame.linesize(), 0, frame.height(), planes, strides);
      if (rows != size.height()) {
        throw cannotConvert(frame);
      }
    }
    return new Picture(
        size.width(), size.height(), order.channels(), packed(stride, rowBytes, size.height()));
  }

  /**
   * A frame as a viewer sees it: sample aspect undone, turned, and scaled so that the longer side
   * has at most so many pixels.
   */
  public Picture display(
      AVFrame frame, PixelOrder order, VideoStreamInfo stream, int maxLongerSide) {
    FrameSize upright = squarePixels(frame, stream.sampleAspect());
    int longer = Math.max(upright.width(), upright.height());
    double scale = Math.min(1.0, (double) maxLongerSide / longer);
    FrameSize size =
        new FrameSize(
            Math.max(1, (int) Math.round(upright.width() * scale)),
            Math.max(1, (int) Math.round(upright.height() * scale)));
    return convert(frame, order, size).turned(stream.rotationDegrees());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      swscale.sws_freeContext(scaler);
      buffer.close();
    }
  }

  private static FrameSize squarePixels(AVFrame frame, Rational aspect) {
    long width = Math.max(1, Math.round(frame.width() * aspect.toDouble()));
    return new FrameSize((int) Math.min(width, Integer.MAX_VALUE), frame.height());
  }

  private void prepare(AVFrame frame, PixelOrder order, FrameSize size) {
    boolean smaller = size.width() < frame.width() || size.height() < frame.height();
    boolean same = size.width() == frame.width() && size.height() == frame.height();
    int filter = smaller ? swscale.SWS_AREA : same ? swscale.SWS_BILINEAR : swscale.SWS_BICUBIC;
    scaler =
        swscale.sws_getCachedContext(
            scaler,
            frame.width(),
            frame.height(),
            frame.format(),
            size.width(),
            size.height(),
            order.format(),
            filter | swscale.SWS_ACCURATE_RND | swscale.SWS_FULL_CHR_H_INT,
            null,
            null,
            (DoublePointer) null);
    if (scaler == null || scaler.isNull()) {
      scaler = new SwsContext(null);
      throw cannotConvert(frame);
    }
    boolean fullRange = frame.color_range() == avutil.AVCOL_RANGE_JPEG || isFullRangeFormat(frame);
    IntPointer source = swscale.sws_getCoefficients(matrix(frame.colorspace()));
    IntPointer target = swscale.sws_getCoefficients(swscale.SWS_CS_DEFAULT);
    swscale.sws_setColorspaceDetails(scaler, source, fullRange ? 1 : 0, target, 1, 0, UNITY, UNITY);
  }

  private static boolean isFullRangeFormat(AVFrame frame) {
    int format = frame.format();
    return format == avutil.AV_PIX_FMT_YUVJ420P
        || format == avutil.AV_PIX_FMT_YUVJ422P
        || format == avutil.AV_PIX_FMT_YUVJ444P
        || format == avutil.AV_PIX_FMT_YUVJ440P;
  }

  /** The tags' numbers are those of ITU-T H.273, which swscale's constants follow. */
  private static int matrix(int colorspace) {
    return switch (colorspace) {
      case avutil.AVCOL_SPC_BT709 -> swscale.SWS_CS_ITU709;
      case avutil.AVCOL_SPC_FCC -> swscale.SWS_CS_FCC;
      case avutil.AVCOL_SPC_SMPTE240M -> swscale.SWS_CS_SMPTE240M;
      case avutil.AVCOL_SPC_BT2020_NCL, avutil.AVCOL_SPC_BT2020_CL -> swscale.SWS_CS_BT2020;
      default -> swscale.SWS_CS_ITU601;
    };
  }

  private void reserve(long bytes) {
    if (buffer.capacity() < bytes) {
      buffer.close();
      buffer = new BytePointer(bytes);
    }
  }

  private byte[] packed(int stride, int rowBytes, int rows) {
    byte[] data = new byte[Math.multiplyExact(rowBytes, rows)];
    for (int y = 0; y < rows; y++) {
      buffer.position((long) y * stride).get(data, y * rowBytes, rowBytes);
    }
    buffer.position(0);
    return data;
  }

  private static KinolakeException cannotConvert(AVFrame frame) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "A frame of %d x %d pixels in format %d cannot be converted to plain pixels."
            .formatted(frame.width(), frame.height(), frame.format()));
  }
}
