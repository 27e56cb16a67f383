package io.kinolake.udfs.feature;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.util.function.Consumer;

/**
 * Reads chosen frames of clips, from the clip's own file or, of a virtual clip, from its range of
 * the source: upright and with square pixels. A clip is decoded once, as far as the last frame
 * chosen.
 */
final class ClipPictures {
  private final MediaStore media;

  ClipPictures(MediaStore media) {
    this.media = media;
  }

  /**
   * Hands over the chosen frames.
   *
   * @param indices in the clip, from 0, never falling; a repeated frame is handed over again
   * @throws KinolakeException if the clip cannot be decoded or has too few frames
   */
  void read(Clip clip, long[] indices, Consumer<RgbImage> consumer) {
    DecodeOptions options = DecodeOptions.DEFAULT;
    options = clip.uri().isEmpty() ? options.withRange(clip.time()) : options;
    try (LocalMedia file = media.open(clip.uri().orElse(clip.sourceUri()))) {
      requireAll(clip, indices, ChosenFrames.read(file.path(), options, indices, consumer));
    }
  }

  private static void requireAll(Clip clip, long[] indices, int read) {
    if (read < indices.length) {
      throw new KinolakeException(
          FailureCode.TRUNCATED,
          "Clip '%s' has fewer frames than its row tells: frame %d is missing. Cut it again."
              .formatted(clip.name(), indices[read]));
    }
  }
}
