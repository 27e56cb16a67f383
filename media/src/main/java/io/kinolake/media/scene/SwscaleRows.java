package io.kinolake.media.scene;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;

/**
 * The sampled pixels of a frame of any format, after swscale has converted the whole frame to 8-bit
 * BGR with the flags that OpenCV uses (bicubic, nothing else).
 */
final class SwscaleRows implements SourceRows {
  private static final int ALIGNMENT = 64;

  private final int[] columns;
  private final LinearAxis rows;
  private final int width;
  private final int height;
  private final SwsContext context;
  private final AVFrame converted;
  private final ByteBuffer pixels;
  private boolean closed;

  SwscaleRows(AVFrame like, LinearAxis columns, LinearAxis rows) {
    this.columns = columns.sampled();
    this.rows = rows;
    this.width = like.width();
    this.height = like.height();
    this.context =
        swscale.sws_getContext(
            width,
            height,
            like.format(),
            width,
            height,
            avutil.AV_PIX_FMT_BGR24,
            swscale.SWS_BICUBIC,
            null,
            null,
            (DoublePointer) null);
    this.converted = avutil.av_frame_alloc();
    if (context == null || converted == null || !allocate()) {
      close();
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "Frames of %dx%d in pixel format %d cannot be converted to BGR; the file may be damaged."
              .formatted(width, height, like.format()));
    }
    this.pixels = converted.data(0).capacity((long) stride() * height).asByteBuffer();
  }

  private boolean allocate() {
    converted.format(avutil.AV_PIX_FMT_BGR24).width(width).height(height);
    return avutil.av_frame_get_buffer(converted, ALIGNMENT) >= 0;
  }

  private int stride() {
    return converted.linesize(0);
  }

  @Override
  public void start(AVFrame frame) {
    int scaled =
        swscale.sws_scale(
            context,
            frame.data(),
            frame.linesize(),
            0,
            height,
            converted.data(),
            converted.linesize());
    if (scaled != height) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "swscale converted %d of %d rows of a frame; the file may be damaged."
              .formatted(scaled, height));
    }
  }

  @Override
  public int maxBytes() {
    return 6 * width;
  }

  @Override
  public int copy(int row, byte[] into) {
    pixels.get(rows.first(row) * stride(), into, 0, 3 * width);
    if (!rows.needsSecond(row)) {
      return 3 * width;
    }
    pixels.get(rows.second(row) * stride(), into, 3 * width, 3 * width);
    return maxBytes();
  }

  @Override
  public void convert(int row, byte[] bytes, PixelRow upper, PixelRow lower) {
    unpack(bytes, 0, upper);
    if (rows.needsSecond(row)) {
      unpack(bytes, 3 * width, lower);
    }
  }

  private void unpack(byte[] bytes, int offset, PixelRow into) {
    for (int i = 0; i < columns.length; i++) {
      int at = offset + 3 * columns[i];
      into.blue[i] = bytes[at] & 0xff;
      into.green[i] = bytes[at + 1] & 0xff;
      into.red[i] = bytes[at + 2] & 0xff;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      avutil.av_frame_free(converted);
      swscale.sws_freeContext(context);
    }
  }
}
