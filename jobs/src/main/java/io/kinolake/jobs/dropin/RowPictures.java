package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.DoubleSeries;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.feature.ChosenFrames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Embeds the chosen pictures of rows. Safe for use by several threads. */
final class RowPictures {
  private final DropInContext context;
  private final ScoredFrames chosen;
  private final ClipImageEncoder encoder;
  private final MediaProber prober = new MediaProber(MediaLimits.DEFAULT);

  RowPictures(DropInContext context, ScoredFrames chosen, ClipImageEncoder encoder) {
    this.context = context;
    this.chosen = chosen;
    this.encoder = encoder;
  }

  /**
   * The embedding of each picture of a row: the chosen frames of a video, or the one image.
   *
   * @throws KinolakeException if one of them cannot be had
   */
  List<float[]> embeddings(Frame table, String path, int row) {
    Path file = context.resolve(path);
    List<Long> indices =
        MediaExtensions.isImage(path) ? List.of(0L) : chosen.indices(frames(table, file, row));
    List<RgbImage> pictures = pictures(file, indices);
    float[] all = encoder.encode(pictures).toFloats();
    int length = all.length / pictures.size();
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      embeddings.add(Arrays.copyOfRange(all, i * length, (i + 1) * length));
    }
    return embeddings;
  }

  private long frames(Frame table, Path file, int row) {
    if (table.has("num_frames")) {
      Series column = table.column("num_frames");
      long told =
          column instanceof LongSeries longs
              ? longs.number(row)
              : column instanceof DoubleSeries doubles ? (long) doubles.number(row) : 0;
      if (told > 0) {
        return told;
      }
    }
    return prober.probe(file).timing().frames();
  }

  private List<RgbImage> pictures(Path file, List<Long> indices) {
    List<RgbImage> pictures = new ArrayList<>();
    ChosenFrames.read(
        file,
        DecodeOptions.DEFAULT,
        indices.stream().mapToLong(Long::longValue).toArray(),
        picture -> pictures.add(encoder.preprocessing().crop(picture)));
    if (pictures.size() < indices.size()) {
      throw new KinolakeException(
          FailureCode.TRUNCATED,
          "it has no frame %d; its row may tell too many frames"
              .formatted(indices.get(pictures.size())));
    }
    return pictures;
  }
}
