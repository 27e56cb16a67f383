package io.kinolake.jobs.dropin;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.feature.ChosenFrames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** Reads the pictures of rows that are looked at. Safe for use by several threads. */
final class RowPictures {
  private final DropInContext context;
  private final LongFunction<List<Long>> choice;
  private final UnaryOperator<RgbImage> kept;
  private final MediaProber prober = new MediaProber(MediaLimits.DEFAULT);

  /**
   * @param choice the indices, never falling, of the pictures of a video of so many frames
   * @param kept what is kept of a picture
   */
  RowPictures(
      DropInContext context, LongFunction<List<Long>> choice, UnaryOperator<RgbImage> kept) {
    this.context = context;
    this.choice = choice;
    this.kept = kept;
  }

  /**
   * The pictures of a file.
   *
   * @param told its number of frames, if its row tells it
   * @throws KinolakeException if one of them cannot be had
   */
  List<RgbImage> read(String path, OptionalLong told) {
    Path file = context.resolve(path);
    List<Long> indices =
        MediaExtensions.isImage(path)
            ? List.of(0L)
            : choice.apply(told.orElseGet(() -> prober.probe(file).timing().frames()));
    List<RgbImage> pictures = new ArrayList<>();
    ChosenFrames.read(
        file,
        DecodeOptions.DEFAULT,
        indices.stream().mapToLong(Long::longValue).toArray(),
        picture -> pictures.add(kept.apply(picture)));
    if (pictures.size() < indices.size()) {
      throw new KinolakeException(
          FailureCode.TRUNCATED,
          "it has no frame %d; its row may tell too many frames"
              .formatted(indices.get(pictures.size())));
    }
    return pictures;
  }
}
