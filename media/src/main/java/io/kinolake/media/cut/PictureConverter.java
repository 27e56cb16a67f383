package io.kinolake.media.cut;

import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Brings decoded pictures into the layout of clips, also where their format changes on the way. Not
 * thread-safe.
 */
final class PictureConverter implements AutoCloseable {
  private final PictureLayout layout;
  private static final AVRational ANY_TIME_BASE = avutil.av_make_q(1, 1_000_000);

  private Format format; // of the pictures that the graph takes
  private FilterGraph graph; // null before the first picture

  PictureConverter(PictureLayout layout) {
    this.layout = layout;
  }

  /** Hands the converted picture to the consumer, whose it is until it returns. */
  void convert(AVFrame picture, Consumer<AVFrame> consumer) {
    Format next = Format.of(picture);
    if (!next.equals(format)) {
      close();
      graph = FilterGraph.video(picture, ANY_TIME_BASE, layout.filters());
      format = next;
    }
    graph.filter(
        picture,
        converted -> {
          // Else an encoder would take over the source's choice of key frames.
          converted.pict_type(avutil.AV_PICTURE_TYPE_NONE);
          consumer.accept(converted);
        });
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }

  private record Format(int width, int height, int pixels, int matrix, int range) {
    static Format of(AVFrame frame) {
      return new Format(
          frame.width(), frame.height(), frame.format(), frame.colorspace(), frame.color_range());
    }
  }
}
