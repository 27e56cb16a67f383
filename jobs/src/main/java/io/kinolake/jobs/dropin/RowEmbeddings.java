package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.DoubleSeries;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Embeds the chosen pictures of rows. Safe for use by several threads. */
final class RowEmbeddings {
  private final ClipImageEncoder encoder;
  private final RowPictures pictures;

  RowEmbeddings(DropInContext context, ScoredFrames chosen, ClipImageEncoder encoder) {
    this.encoder = encoder;
    this.pictures = new RowPictures(context, chosen::indices, encoder.preprocessing()::crop);
  }

  /**
   * The embedding of each picture of a row: the chosen frames of a video, or the one image.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if one of them cannot be had
   */
  List<float[]> of(Frame table, String path, int row) {
    List<RgbImage> read = pictures.read(path, framesTold(table, row));
    float[] all = encoder.encode(read).toFloats();
    int length = all.length / read.size();
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      embeddings.add(Arrays.copyOfRange(all, i * length, (i + 1) * length));
    }
    return embeddings;
  }

  private static OptionalLong framesTold(Frame table, int row) {
    if (!table.has("num_frames")) {
      return OptionalLong.empty();
    }
    Series column = table.column("num_frames");
    long told =
        column instanceof LongSeries longs
            ? longs.number(row)
            : column instanceof DoubleSeries doubles ? (long) doubles.number(row) : 0;
    return told > 0 ? OptionalLong.of(told) : OptionalLong.empty();
  }
}
