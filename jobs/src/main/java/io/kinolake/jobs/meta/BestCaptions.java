package io.kinolake.jobs.meta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.MatchTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One caption per clip: that of the captioner preferred, of those whose caption is clean and
 * matches the clip as well as is wanted.
 */
public final class BestCaptions {
  private static final String CLIP_ID = ClipTable.CLIP_ID.name();

  private BestCaptions() {}

  /** Columns: the clip's id, captioner, caption, text and match. */
  public static Dataset<Row> rows(Lake lake, MetaSettings settings) {
    Column captioner = col(CaptionTable.CAPTIONER.name());
    Column raw = col(MetaColumns.CAPTION.name());
    Column clean = col("_clean");
    Dataset<Row> raws =
        lake.table(CaptionTable.SCHEMA)
            .results()
            .select(col(CLIP_ID), captioner, col(CaptionTable.TEXT.name()).as("caption"));
    Dataset<Row> cleans =
        lake.table(CleanCaptionTable.SCHEMA)
            .results()
            .select(col(CLIP_ID), captioner, col(CleanCaptionTable.TEXT.name()).as("_clean"));
    Dataset<Row> matches =
        lake.table(MatchTable.SCHEMA)
            .results()
            .select(col(CLIP_ID), captioner, col(MatchTable.MATCH.name()));
    Column match = col(MatchTable.MATCH.name());
    boolean cleaned = lake.table(CleanCaptionTable.SCHEMA).exists();
    Column any = cleaned ? clean : raw;
    Column text = settings.leastMatch().map(least -> when(match.geq(least), any)).orElse(any);
    Column choice =
        struct(
            text.isNull().as("missing"),
            preference(settings).as("rank"),
            captioner.as("captioner"),
            raw.as("caption"),
            text.as("text"),
            match.as("match"));
    String[] keys = {CLIP_ID, CaptionTable.CAPTIONER.name()};
    return raws.join(cleans, keys, "left")
        .join(matches, keys, "left")
        .groupBy(col(CLIP_ID))
        .agg(min(choice).as("_best"))
        .select(
            col(CLIP_ID),
            col("_best.captioner").as(CaptionTable.CAPTIONER.name()),
            col("_best.caption").as(MetaColumns.CAPTION.name()),
            col("_best.text").as(MetaColumns.TEXT.name()),
            col("_best.match").as(MetaColumns.MATCH.name()));
  }

  private static Column preference(MetaSettings settings) {
    Column rank = lit(settings.captioners().size());
    for (int i = settings.captioners().size() - 1; i >= 0; i--) {
      Column named = col(CaptionTable.CAPTIONER.name()).equalTo(settings.captioners().get(i));
      rank = when(named, lit(i)).otherwise(rank);
    }
    return rank;
  }
}
