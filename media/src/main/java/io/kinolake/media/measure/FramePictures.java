package io.kinolake.media.measure;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Turns decoded frames into the pictures that measurements take: turned upright, levels spread to
 * the full range, scaled by area unless {@link #bicubic} says otherwise. Luma is taken from the
 * frame's own luma plane where it has one of eight bits, so that a small grey picture costs little.
 * Owns native memory; one thread.
 */
public final class FramePictures implements AutoCloseable {
  private static final int EXACT = swscale.SWS_BITEXACT | swscale.SWS_ACCURATE_RND;

  /** From this height on, pictures that do not name their colour matrix use that of BT.709. */
  private static final int HD_HEIGHT = 720;

  private static final byte[] FULL_RANGE = fullRange();

  private final int rotation;
  private final Rational sampleAspect;
  private final int filter;
  private final Map<Conversion, SwsContext> contexts = new HashMap<>();
  private final PointerPointer<BytePointer> planes = new PointerPointer<>(4);
  private final IntPointer strides = new IntPointer(0, 0, 0, 0);
  private BytePointer pixels = new BytePointer(0L);
  private boolean closed;

  /**
   * @param rotation clockwise degrees by which frames are turned: 0, 90, 180 or 270
   * @param sampleAspect width of a stored pixel over its height
   */
  public FramePictures(int rotation, Rational sampleAspect) {
    this(rotation, sampleAspect, swscale.SWS_AREA);
  }

  private FramePictures(int rotation, Rational sampleAspect, int filter) {
    this.rotation = rotation;
    this.sampleAspect = sampleAspect;
    this.filter = filter;
  }

  /** Pictures that are scaled as FFmpeg's programs scale where nothing else is asked for. */
  public static FramePictures bicubic(int rotation, Rational sampleAspect) {
    return new FramePictures(rotation, sampleAspect, swscale.SWS_BICUBIC);
  }

  /** The size that a viewer sees. */
  public FrameSize fullSize(AVFrame frame) {
    int width =
        Math.max(1, (int) Math.round(frame.width() * Math.max(sampleAspect.toDouble(), 1e-3)));
    return turned(new FrameSize(width, frame.height()));
  }

  /** The luma picture of a frame at a size. */
  public GrayImage gray(AVFrame frame, FrameSize size) {
    FrameSize stored = turned(size);
    byte[] levels;
    if (hasLumaPlane(frame)) {
      levels = lumaPlane(frame, stored);
      if (!isFullRange(frame)) {
        spread(levels);
      }
    } else {
      levels = converted(frame, frame.format(), stored, avutil.AV_PIX_FMT_GRAY8, 1);
    }
    return GrayImage.of(size.width(), size.height(), upright(levels, stored, 1));
  }

  /** The colour picture of a frame at a size. */
  public ColorImage color(AVFrame frame, FrameSize size) {
    FrameSize stored = turned(size);
    byte[] levels = converted(frame, frame.format(), stored, avutil.AV_PIX_FMT_BGR24, 3);
    return ColorImage.ofBgr(size.width(), size.height(), upright(levels, stored, 3));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      contexts.values().forEach(swscale::sws_freeContext);
      planes.close();
      strides.close();
      pixels.close();
    }
  }

  private byte[] lumaPlane(AVFrame frame, FrameSize stored) {
    if (stored.width() != frame.width() || stored.height() != frame.height()) {
      return converted(frame, avutil.AV_PIX_FMT_GRAY8, stored, avutil.AV_PIX_FMT_GRAY8, 1);
    }
    byte[] levels = new byte[stored.width() * stored.height()];
    BytePointer plane = frame.data(0);
    for (int y = 0; y < stored.height(); y++) {
      plane.position((long) y * frame.linesize(0));
      plane.get(levels, y * stored.width(), stored.width());
    }
    return levels;
  }

  private byte[] converted(AVFrame frame, int format, FrameSize size, int target, int channels) {
    SwsContext context = context(frame, format, size, target);
    // Swscale may write a little beyond the end of a row of odd length.
    int stride = (size.width() * channels + 63) / 64 * 64;
    byte[] levels = new byte[size.width() * channels * size.height()];
    reserve((long) stride * size.height() + 64);
    strides.put(0, stride);
    int rows =
        swscale.sws_scale(
            context, frame.data(), frame.linesize(), 0, frame.height(), planes, strides);
    if (rows != size.height()) {
      throw cannotConvert(frame, size);
    }
    int rowBytes = size.width() * channels;
    if (stride == rowBytes) {
      pixels.get(levels);
    } else {
      for (int y = 0; y < size.height(); y++) {
        pixels.position((long) y * stride).get(levels, y * rowBytes, rowBytes);
      }
      pixels.position(0);
    }
    return levels;
  }

  private void reserve(long bytes) {
    if (pixels.capacity() < bytes) {
      pixels.close();
      pixels = new BytePointer(bytes);
      planes.put(0, pixels);
    }
  }

  private SwsContext context(AVFrame frame, int format, FrameSize size, int target) {
    boolean fullRange = format == avutil.AV_PIX_FMT_GRAY8 || isFullRange(frame);
    Conversion conversion =
        new Conversion(
            frame.width(), frame.height(), format, matrix(frame), fullRange, size, target);
    return contexts.computeIfAbsent(conversion, wanted -> open(frame, wanted));
  }

  private SwsContext open(AVFrame frame, Conversion wanted) {
    SwsContext context =
        swscale.sws_getContext(
            wanted.width,
            wanted.height,
            wanted.format,
            wanted.size.width(),
            wanted.size.height(),
            wanted.target,
            filter | EXACT,
            (SwsFilter) null,
            (SwsFilter) null,
            (DoublePointer) null);
    if (context == null || context.isNull()) {
      throw cannotConvert(frame, wanted.size);
    }
    IntPointer coefficients = swscale.sws_getCoefficients(wanted.matrix);
    swscale.sws_setColorspaceDetails(
        context, coefficients, wanted.fullRange ? 1 : 0, coefficients, 1, 0, 1 << 16, 1 << 16);
    return context;
  }

  private static int matrix(AVFrame frame) {
    int named = frame.colorspace();
    if (named != avutil.AVCOL_SPC_UNSPECIFIED && named != avutil.AVCOL_SPC_RGB) {
      return named;
    }
    return frame.height() >= HD_HEIGHT ? swscale.SWS_CS_ITU709 : swscale.SWS_CS_ITU601;
  }

  private static boolean hasLumaPlane(AVFrame frame) {
    AVPixFmtDescriptor descriptor = avutil.av_pix_fmt_desc_get(frame.format());
    long other =
        avutil.AV_PIX_FMT_FLAG_RGB
            | avutil.AV_PIX_FMT_FLAG_PAL
            | avutil.AV_PIX_FMT_FLAG_BITSTREAM
            | avutil.AV_PIX_FMT_FLAG_HWACCEL;
    return descriptor != null
        && (descriptor.flags() & other) == 0
        && descriptor.comp(0).depth() == 8
        && descriptor.comp(0).plane() == 0
        && descriptor.comp(0).step() == 1
        && frame.linesize(0) > 0;
  }

  private static boolean isFullRange(AVFrame frame) {
    int format = frame.format();
    return frame.color_range() == avutil.AVCOL_RANGE_JPEG
        || format == avutil.AV_PIX_FMT_GRAY8
        || format == avutil.AV_PIX_FMT_YUVJ420P
        || format == avutil.AV_PIX_FMT_YUVJ422P
        || format == avutil.AV_PIX_FMT_YUVJ444P
        || format == avutil.AV_PIX_FMT_YUVJ440P;
  }

  private FrameSize turned(FrameSize size) {
    return rotation % 180 == 0
        ? size
        : new FrameSize(/* width= */ size.height(), /* height= */ size.width());
  }

  /** Turns pixels of the stored size clockwise. */
  private byte[] upright(byte[] stored, FrameSize size, int channels) {
    if (rotation == 0) {
      return stored;
    }
    int width = size.width();
    int height = size.height();
    byte[] turned = new byte[stored.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int to =
            switch (rotation) {
              case 90 -> x * height + height - 1 - y;
              case 180 -> (height - 1 - y) * width + width - 1 - x;
              default -> (width - 1 - x) * height + y;
            };
        for (int channel = 0; channel < channels; channel++) {
          turned[to * channels + channel] = stored[(y * width + x) * channels + channel];
        }
      }
    }
    return turned;
  }

  private static void spread(byte[] levels) {
    for (int i = 0; i < levels.length; i++) {
      levels[i] = FULL_RANGE[levels[i] & 0xff];
    }
  }

  /** Levels 16 to 235, as video has them, become 0 to 255. */
  private static byte[] fullRange() {
    byte[] table = new byte[256];
    for (int level = 0; level < table.length; level++) {
      table[level] = (byte) Math.max(0, Math.min(255, Math.round((level - 16) * 255 / 219.0)));
    }
    return table;
  }

  private static KinolakeException cannotConvert(AVFrame frame, FrameSize size) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "A frame of %dx%d in %s cannot be made a picture of %s: FFmpeg does not convert it."
            .formatted(
                frame.width(),
                frame.height(),
                avutil.av_get_pix_fmt_name(frame.format()).getString(),
                size));
  }

  private record Conversion(
      int width,
      int height,
      int format,
      int matrix,
      boolean fullRange,
      FrameSize size,
      int target) {}
}
