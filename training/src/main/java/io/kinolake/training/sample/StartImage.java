package io.kinolake.training.sample;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.models.image.BicubicResize;
import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** The picture that a video starts from: any image, or the first frame of a video. */
final class StartImage {
  private StartImage() {}

  /**
   * Reads a picture, upright, scaled until it covers the size, and cropped at the centre. It is
   * scaled smoothly, where TI2V's bilinear filter depends on torchvision's version.
   *
   * @throws KinolakeException if it is no picture
   */
  static RgbImage read(Path file, FrameSize size) {
    RgbImage image = upright(file);
    double scale =
        Math.max((double) size.width() / image.width(), (double) size.height() / image.height());
    int width = Math.max(size.width(), (int) Math.rint(image.width() * scale));
    int height = Math.max(size.height(), (int) Math.rint(image.height() * scale));
    return BicubicResize.resize(image, width, height)
        .crop(
            (width - size.width()) / 2, (height - size.height()) / 2, size.width(), size.height());
  }

  private static RgbImage upright(Path file) {
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT);
        FramePictures pictures =
            new FramePictures(
                decoder.stream().rotationDegrees(), decoder.stream().sampleAspect())) {
      if (!decoder.advance()) {
        throw new KinolakeException(
            FailureCode.NO_FRAMES,
            "'%s' holds no picture. Give an image or a video.".formatted(file));
      }
      AVFrame frame = decoder.frame().avFrame();
      ColorImage colors = pictures.color(frame, pictures.fullSize(frame));
      return new RgbImage(colors.width(), colors.height(), colors.toRgbLevels());
    }
  }
}
