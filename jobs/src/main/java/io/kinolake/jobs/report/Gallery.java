package io.kinolake.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.kinolake.jobs.meta.MetaColumns;
import io.kinolake.jobs.meta.MetaView;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.SelectionTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Chooses the clips to show. Ids are digests, so their order is as good as a random sample. */
final class Gallery {
  private static final int ACCEPTED = 36;
  private static final int REJECTED = 12;
  private static final int PER_RULE = 3;

  private final Dataset<Row> meta;
  private final Thumbnails thumbnails;

  Gallery(Lake lake, Thumbnails thumbnails) {
    this.meta = new MetaView(lake).rows();
    this.thumbnails = thumbnails;
  }

  List<ReportData.GalleryClip> clips() {
    org.apache.spark.sql.Column accepted = col(SelectionTable.ACCEPTED.name());
    String id = ClipTable.CLIP_ID.name();
    var byRule = Window.partitionBy(col(SelectionTable.REJECTED_BY.name())).orderBy(col(id));
    Dataset<Row> rejected =
        meta.where(accepted.equalTo(false))
            .withColumn("_rank", row_number().over(byRule))
            .where(col("_rank").leq(PER_RULE))
            .orderBy(col("_rank"), col(id))
            .limit(REJECTED)
            .drop("_rank");
    List<Row> rows =
        new ArrayList<>(meta.where(accepted).orderBy(id).limit(ACCEPTED).collectAsList());
    rows.addAll(rejected.collectAsList());
    return rows.stream().map(this::clip).toList();
  }

  private ReportData.GalleryClip clip(Row row) {
    long startUs = value(row, ClipTable.START_US);
    long endUs = value(row, ClipTable.END_US);
    String mode = value(row, ClipTable.MODE);
    boolean virtual = mode.equals(CutMode.VIRTUAL.id());
    Optional<String> image = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      TimeRange range = virtual ? new TimeRange(startUs, endUs) : new TimeRange(0, endUs - startUs);
      image = Optional.of(thumbnails.of(value(row, MetaColumns.PATH), range));
    } catch (KinolakeException e) {
      problem = Optional.of(e.getMessage());
    }
    return new ReportData.GalleryClip(
        value(row, MetaColumns.ID),
        value(row, MetaColumns.PATH),
        startUs,
        endUs,
        mode,
        value(row, SelectionTable.ACCEPTED),
        Optional.ofNullable(value(row, SelectionTable.REJECTED_BY)),
        Optional.ofNullable(value(row, MetaColumns.TEXT)),
        Optional.ofNullable(value(row, CaptionTable.CAPTIONER)),
        scores(row),
        image,
        problem);
  }

  private static <T> T value(Row row, Column<T> column) {
    return row.getAs(column.name());
  }

  /** The match, and the columns after the declared ones, which are the scores. */
  private static Map<String, String> scores(Row row) {
    Map<String, String> scores = new LinkedHashMap<>();
    int match = row.fieldIndex(MetaColumns.MATCH.name());
    IntStream columns =
        IntStream.concat(IntStream.of(match), IntStream.range(MetaColumns.ALL.size(), row.size()));
    for (int i : columns.toArray()) {
      String name = row.schema().fieldNames()[i];
      if (row.get(i) instanceof Double number) {
        scores.put(name, String.format(Locale.ROOT, "%.3g", number));
      } else if (row.get(i) instanceof String label) {
        scores.put(name, label);
      }
    }
    return scores;
  }
}
