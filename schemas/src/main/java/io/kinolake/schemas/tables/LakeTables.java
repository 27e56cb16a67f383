package io.kinolake.schemas.tables;

import io.kinolake.schemas.TableSchema;
import java.util.List;

/** The tables of the flow, in its order, and what was forgotten. */
public final class LakeTables {
  private LakeTables() {}

  public static final List<TableSchema<?>> ALL =
      List.of(
          VideoTable.SCHEMA,
          ProbeTable.SCHEMA,
          SceneTable.SCHEMA,
          ClipTable.SCHEMA,
          ScoreTable.SCHEMA,
          ClusterTable.SCHEMA,
          SelectionTable.SCHEMA,
          CaptionTable.SCHEMA,
          CleanCaptionTable.SCHEMA,
          MatchTable.SCHEMA,
          FeatureTable.SCHEMA,
          ForgottenTable.SCHEMA);
}
