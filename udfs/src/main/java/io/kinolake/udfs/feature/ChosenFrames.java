package io.kinolake.udfs.feature;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.models.image.RgbImage;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads chosen frames of a file, upright and with square pixels, one picture in memory at a time.
 * The file is decoded once, as far as the last frame chosen.
 */
public final class ChosenFrames {
  /** A reader has one core; the other cores have files of their own. */
  private static final int THREADS = 1;

  private ChosenFrames() {}

  /**
   * Hands over the chosen frames.
   *
   * @param options which range, if not the whole; threads are set here
   * @param indices from 0, never falling; a repeated frame is handed over again
   * @return how many were handed over; fewer than chosen if the file has fewer frames
   * @throws io.kinolake.schemas.failure.KinolakeException if the file cannot be decoded
   */
  public static int read(
      Path file, DecodeOptions options, long[] indices, Consumer<RgbImage> consumer) {
    int next = 0;
    try (VideoDecoder decoder = VideoDecoder.open(file, options.withThreads(THREADS));
        FramePictures pictures =
            new FramePictures(
                decoder.stream().rotationDegrees(), decoder.stream().sampleAspect())) {
      while (next < indices.length && decoder.advance()) {
        DecodedFrame frame = decoder.frame();
        if (frame.index() == indices[next]) {
          RgbImage picture = picture(pictures, frame);
          while (next < indices.length && indices[next] == frame.index()) {
            consumer.accept(picture);
            next++;
          }
        }
      }
    }
    return next;
  }

  private static RgbImage picture(FramePictures pictures, DecodedFrame frame) {
    ColorImage image = pictures.color(frame.avFrame(), pictures.fullSize(frame.avFrame()));
    return new RgbImage(image.width(), image.height(), image.toRgbLevels());
  }
}
