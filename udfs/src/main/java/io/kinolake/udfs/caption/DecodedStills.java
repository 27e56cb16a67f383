package io.kinolake.udfs.caption;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.media.measure.JpegEncoder;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Decodes frames of clips, from the clip's own file or, of a virtual clip, from its range of the
 * source; upright and with square pixels. Decoding stops after the last frame wanted.
 */
final class DecodedStills implements Stills {
  private static final JpegEncoder JPEG = new JpegEncoder(0.9f);

  /** Frames in flight per clip; other cores have clips of their own. */
  private static final int THREADS = 2;

  private final MediaStore media;

  DecodedStills(MediaStore media) {
    this.media = media;
  }

  @Override
  public List<Still> of(Clip clip, List<Long> indices, int shorterSide) {
    DecodeOptions options = DecodeOptions.DEFAULT.withThreads(THREADS);
    if (clip.uri().isEmpty()) {
      options = options.withRange(clip.time());
    }
    try (LocalMedia file = media.open(clip.uri().orElse(clip.sourceUri()))) {
      List<Still> stills = decode(file.path(), options, indices, shorterSide);
      if (stills.size() < indices.size()) {
        throw new KinolakeException(
            FailureCode.TRUNCATED,
            "Clip '%s' has fewer frames than its row tells: frame %d is missing; cut it again"
                .formatted(clip.name(), indices.get(stills.size())));
      }
      return stills;
    }
  }

  private static List<Still> decode(
      Path file, DecodeOptions options, List<Long> indices, int shorterSide) {
    List<Still> stills = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(file, options);
        FramePictures pictures =
            new FramePictures(
                decoder.stream().rotationDegrees(), decoder.stream().sampleAspect())) {
      while (stills.size() < indices.size() && decoder.advance()) {
        DecodedFrame frame = decoder.frame();
        if (frame.index() == indices.get(stills.size())) {
          FrameSize full = pictures.fullSize(frame.avFrame());
          ColorImage picture = pictures.color(frame.avFrame(), within(full, shorterSide));
          String jpeg = Base64.getEncoder().encodeToString(JPEG.encode(picture));
          stills.add(new Still(frame.index(), jpeg));
        }
      }
    }
    return stills;
  }

  /** The size scaled down so that the shorter side is no longer than wanted. */
  static FrameSize within(FrameSize size, int shorterSide) {
    if (size.shorterSide() <= shorterSide) {
      return size;
    }
    double scale = (double) shorterSide / size.shorterSide();
    return new FrameSize(
        (int) Math.round(size.width() * scale), (int) Math.round(size.height() * scale));
  }
}
