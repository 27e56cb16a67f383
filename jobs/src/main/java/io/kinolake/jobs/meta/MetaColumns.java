package io.kinolake.jobs.meta;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import java.util.List;

/**
 * The columns of the meta view apart from the scores: Open-Sora's vocabulary first, then ours.
 * Scores follow, one column per scorer under its name.
 */
public final class MetaColumns {
  private MetaColumns() {}

  public static final Column<String> PATH =
      Column.ofString("path", "The clip's file; of a virtual clip the source's");
  public static final Column<String> ID = Column.ofString("id", "File name without extension");
  public static final Column<String> RELPATH =
      Column.ofString("relpath", "Folder of the source below its root, and the file name");
  public static final Column<String> TEXT =
      Column.ofString("text", "The cleaned caption; the raw one where captions are not cleaned")
          .optional();
  public static final Column<Long> NUM_FRAMES = ClipTable.NUM_FRAMES;
  public static final Column<Double> FPS =
      Column.ofDouble("fps", "Frames per second; null where unknown").optional();
  public static final Column<Integer> HEIGHT = ClipTable.HEIGHT;
  public static final Column<Integer> WIDTH = ClipTable.WIDTH;
  public static final Column<Double> ASPECT_RATIO =
      Column.ofDouble("aspect_ratio", "Height over width; null where the width is 0").optional();
  public static final Column<Long> RESOLUTION =
      Column.ofLong("resolution", "Height times width, pixels");
  public static final Column<String> TIMESTAMP =
      Column.ofString(
              "timestamp",
              "Ranges of the file at path that are meant, as a Python list of (start, end); null"
                  + " for a clip that is a file")
          .optional();
  public static final Column<String> SOURCE_PATH =
      Column.ofString("source_path", "Where the source lies");
  public static final Column<String> CAPTION =
      Column.ofString("caption", "The caption as its captioner gave it").optional();

  public static final Column<Double> MATCH =
      Column.ofDouble("match", "How well the caption fits the clip; null where not compared")
          .optional();

  /** The columns before the scores, in order. */
  public static final List<Column<?>> ALL =
      List.of(
          PATH,
          ID,
          RELPATH,
          TEXT,
          NUM_FRAMES,
          FPS,
          HEIGHT,
          WIDTH,
          ASPECT_RATIO,
          RESOLUTION,
          TIMESTAMP,
          ClipTable.CLIP_ID,
          VideoTable.VIDEO_ID,
          SOURCE_PATH,
          ClipTable.START_US,
          ClipTable.END_US,
          ClipTable.START_FRAME,
          ClipTable.END_FRAME,
          ClipTable.SCENE_INDEX,
          ClipTable.MODE,
          SelectionTable.ACCEPTED,
          SelectionTable.REJECTED_BY,
          SelectionTable.DUPLICATE_OF,
          SelectionTable.CLUSTER,
          CaptionTable.CAPTIONER,
          CAPTION,
          MATCH,
          ProbeTable.BIT_RATE,
          ProbeTable.CODEC);
}
