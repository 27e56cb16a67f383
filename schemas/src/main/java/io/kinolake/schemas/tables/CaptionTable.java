package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.ClipTable.CLIP_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import java.util.List;

/** Captions as their captioner gave them, one row per clip and captioner. */
public final class CaptionTable {
  private CaptionTable() {}

  /** The captioner of captions that were read from a table of the user's. */
  public static final String IMPORTED = "imported";

  public static final Column<String> CAPTIONER =
      Column.ofString("captioner", "Name of the captioner");
  public static final Column<String> TEXT = Column.ofString("text", "The caption");
  public static final Column<String> MODEL =
      Column.ofString("model", "Model that wrote the caption, or file it was read from").optional();
  public static final Column<String> PROMPT =
      Column.ofString("prompt", "The whole prompt that was sent").optional();
  public static final Column<List<Long>> FRAMES =
      Column.ofLongs("frames", "Indices in the clip of the frames that were shown");
  public static final Column<Long> PROMPT_TOKENS =
      Column.ofLong("prompt_tokens", "Tokens of the request, as the server counted").optional();
  public static final Column<Long> COMPLETION_TOKENS =
      Column.ofLong("completion_tokens", "Tokens of the answer, as the server counted").optional();

  public static final TableSchema<Caption> SCHEMA =
      TableSchema.of(
              "captions",
              "One captioner's caption of one clip",
              CLIP_ID,
              List.of(
                  CLIP_ID,
                  CAPTIONER,
                  TEXT,
                  MODEL,
                  PROMPT,
                  FRAMES,
                  PROMPT_TOKENS,
                  COMPLETION_TOKENS),
              new Codec())
          .withPart(CAPTIONER);

  private static final class Codec implements RowCodec<Caption> {
    private static final long serialVersionUID = 1L;

    @Override
    public Caption read(RowReader row) {
      return new Caption(
          new ClipId(row.get(CLIP_ID)),
          row.get(CAPTIONER),
          row.get(TEXT),
          new Caption.Origin(
              row.find(MODEL),
              row.find(PROMPT),
              row.get(FRAMES),
              row.find(PROMPT_TOKENS),
              row.find(COMPLETION_TOKENS)));
    }

    @Override
    public void write(Caption caption, RowWriter row) {
      row.set(CLIP_ID, caption.clip().value())
          .set(CAPTIONER, caption.captioner())
          .set(TEXT, caption.text())
          .setIfPresent(MODEL, caption.origin().model())
          .setIfPresent(PROMPT, caption.origin().prompt())
          .set(FRAMES, caption.origin().frames())
          .setIfPresent(PROMPT_TOKENS, caption.origin().promptTokens())
          .setIfPresent(COMPLETION_TOKENS, caption.origin().completionTokens());
    }
  }
}
