package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.ClipTable.CLIP_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import java.util.List;

/** Which clips are in the corpus, each rejected one with the rule that rejected it. */
public final class SelectionTable {
  private SelectionTable() {}

  public static final Column<Boolean> ACCEPTED =
      Column.ofBoolean("accepted", "Whether the clip is in the corpus");
  public static final Column<String> REJECTED_BY =
      Column.ofString("rejected_by", "The rule that rejected the clip").optional();
  public static final Column<String> DUPLICATE_OF =
      Column.ofString("duplicate_of", "The accepted clip that this one nearly equals").optional();
  public static final Column<Integer> CLUSTER =
      Column.ofInt("cluster", "Cluster that the clip falls in, where clustering is on").optional();

  public static final TableSchema<Selection> SCHEMA =
      TableSchema.of(
          "selection",
          "Whether one clip is in the corpus, and why not",
          CLIP_ID,
          List.of(CLIP_ID, ACCEPTED, REJECTED_BY, DUPLICATE_OF, CLUSTER),
          new Codec());

  private static final class Codec implements RowCodec<Selection> {
    private static final long serialVersionUID = 1L;

    @Override
    public Selection read(RowReader row) {
      return new Selection(
          new ClipId(row.get(CLIP_ID)),
          row.get(ACCEPTED),
          row.find(REJECTED_BY),
          row.find(DUPLICATE_OF).map(ClipId::new),
          row.find(CLUSTER));
    }

    @Override
    public void write(Selection selection, RowWriter row) {
      row.set(CLIP_ID, selection.clip().value())
          .set(ACCEPTED, selection.accepted())
          .setIfPresent(REJECTED_BY, selection.rejectedBy())
          .setIfPresent(DUPLICATE_OF, selection.duplicateOf().map(ClipId::value))
          .setIfPresent(CLUSTER, selection.cluster());
    }
  }
}
