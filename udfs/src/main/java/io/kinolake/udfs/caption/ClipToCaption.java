package io.kinolake.udfs.caption;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clip with what is known of it.
 *
 * @param scores the value of each scorer by its name, its details as {@code scorer.detail}
 * @param labels the label of each scorer that gave one, as {@code scorer=label}
 * @param text a caption that the clip has already, for prompts that quote one
 */
public record ClipToCaption(
    Clip clip, Map<String, Double> scores, List<String> labels, Optional<String> text) {
  public static final Column<Map<String, Double>> SCORES =
      Column.ofDoubleMap("scores", "Value by scorer, and by scorer.detail");
  public static final Column<List<String>> LABELS =
      Column.ofStrings("labels", "Labels as scorer=label");
  public static final Column<String> TEXT =
      Column.ofString("text", "A caption that the clip has already").optional();

  public static final TableSchema<ClipToCaption> SCHEMA =
      TableSchema.of(
          "clips_to_caption",
          "A clip with its scores",
          ClipTable.CLIP_ID,
          Stream.concat(ClipTable.SCHEMA.columns().stream(), Stream.of(SCORES, LABELS, TEXT))
              .toList(),
          new Codec());

  public ClipToCaption {
    scores = Map.copyOf(scores);
    labels = List.copyOf(labels);
  }

  /** A scorer's value, or a detail by {@code scorer.detail}. */
  public Optional<Double> score(String name) {
    return Optional.ofNullable(scores.get(name));
  }

  /** A scorer's label. */
  public Optional<String> label(String scorer) {
    String prefix = scorer + "=";
    return labels.stream()
        .filter(label -> label.startsWith(prefix))
        .map(label -> label.substring(prefix.length()))
        .findFirst();
  }

  private static final class Codec implements RowCodec<ClipToCaption> {
    private static final long serialVersionUID = 1L;

    @Override
    public ClipToCaption read(RowReader row) {
      return new ClipToCaption(
          ClipTable.SCHEMA.codec().read(row), row.get(SCORES), row.get(LABELS), row.find(TEXT));
    }

    @Override
    public void write(ClipToCaption value, RowWriter row) {
      ClipTable.SCHEMA.codec().write(value.clip(), row);
      row.set(SCORES, value.scores()).set(LABELS, value.labels()).setIfPresent(TEXT, value.text());
    }
  }
}
