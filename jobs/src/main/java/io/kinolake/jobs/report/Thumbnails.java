package io.kinolake.jobs.report;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.media.measure.JpegEncoder;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/** Small pictures from the middle of clips. Thread-safe. */
final class Thumbnails {
  private static final int LONGER_SIDE = 320;
  private static final JpegEncoder JPEG = new JpegEncoder(0.75f);
  private static final DecodeOptions OPTIONS =
      DecodeOptions.DEFAULT.withLimits(MediaLimits.DEFAULT.withDeadline(Duration.ofSeconds(20)));

  private final MediaStore media;

  Thumbnails(MediaStore media) {
    this.media = media;
  }

  /**
   * A frame near the middle of a range.
   *
   * @return a JPEG file in base 64
   * @throws KinolakeException if the file cannot be read
   */
  String of(String uri, TimeRange range) {
    try (LocalMedia file = media.open(uri)) {
      long middle = range.startUs() + range.durationUs() / 2;
      return still(file.path(), new TimeRange(middle, range.endUs()), range);
    }
  }

  private String still(Path file, TimeRange wanted, TimeRange otherwise) {
    try (VideoDecoder decoder = VideoDecoder.open(file, OPTIONS.withRange(wanted))) {
      if (decoder.advance()) {
        return Base64.getEncoder().encodeToString(JPEG.encode(picture(decoder)));
      }
    }
    if (wanted.equals(otherwise)) {
      throw new KinolakeException(
          FailureCode.NO_FRAMES, "'" + file.getFileName() + "' has no frame in its range.");
    }
    return still(file, otherwise, otherwise); // a clip of one frame has none after its middle
  }

  private static ColorImage picture(VideoDecoder decoder) {
    DecodedFrame frame = decoder.frame();
    try (FramePictures pictures =
        new FramePictures(decoder.stream().rotationDegrees(), decoder.stream().sampleAspect())) {
      return pictures.color(frame.avFrame(), within(pictures.fullSize(frame.avFrame())));
    }
  }

  private static FrameSize within(FrameSize full) {
    double scale = Math.min(1, LONGER_SIDE / (double) Math.max(full.width(), full.height()));
    return new FrameSize(
        Math.max(1, (int) Math.round(full.width() * scale)),
        Math.max(1, (int) Math.round(full.height() * scale)));
  }
}
