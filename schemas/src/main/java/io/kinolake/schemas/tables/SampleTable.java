package io.kinolake.schemas.tables;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.FrameSize;
import java.util.List;

/**
 * The videos that models made. A table of its own beside the videos, not one of the warehouse. Of
 * several rows of one path the one created last is the file that is there.
 */
public final class SampleTable {
  private SampleTable() {}

  public static final Column<String> PATH =
      Column.ofString("path", "Absolute path of the video, also the item's name");
  public static final Column<String> PROMPT =
      Column.ofString("prompt", "As it was given, without what the settings add");
  public static final Column<String> IMAGE =
      Column.ofString("image", "Path of the picture that the video starts from").optional();
  public static final Column<String> NEGATIVE_PROMPT =
      Column.ofString("negative_prompt", "What the video was led away from").optional();
  public static final Column<Long> SEED = Column.ofLong("seed", "Of this video's own noise");
  public static final Column<Integer> STEPS = Column.ofInt("steps", "Of the denoising");
  public static final Column<Double> GUIDANCE =
      Column.ofDouble("guidance", "Scale of classifier-free guidance; 1 or less is none");
  public static final Column<Double> SHIFT =
      Column.ofDouble("shift", "Of the flow's times").optional();
  public static final Column<Double> MOTION_SCORE =
      Column.ofDouble("motion_score", "How much shall move, for image to video").optional();
  public static final Column<String> MODEL_KIND =
      Column.ofString("model_kind", "What made the video, such as t2v");
  public static final Column<String> CHECKPOINT =
      Column.ofString("checkpoint", "Digest of the transformer's weights");
  public static final Column<String> SETTINGS =
      Column.ofString("settings", "Digest of everything that decides the video");
  public static final Column<Integer> WIDTH = Column.ofInt("width", "Of a picture, pixels");
  public static final Column<Integer> HEIGHT = Column.ofInt("height", "Of a picture, pixels");
  public static final Column<Integer> FRAMES = Column.ofInt("frames", "Number of pictures");
  public static final Column<Double> FPS = Column.ofDouble("fps", "Pictures per second");
  public static final Column<Long> CREATED_US =
      Column.ofLong("created_us", "When the video was made, microseconds since 1970");

  public static final TableSchema<Sample> SCHEMA =
      TableSchema.of(
          "samples",
          "One video that a model made from a prompt",
          PATH,
          List.of(
              PATH,
              PROMPT,
              IMAGE,
              NEGATIVE_PROMPT,
              SEED,
              STEPS,
              GUIDANCE,
              SHIFT,
              MOTION_SCORE,
              MODEL_KIND,
              CHECKPOINT,
              SETTINGS,
              WIDTH,
              HEIGHT,
              FRAMES,
              FPS,
              CREATED_US),
          new Codec());

  private static final class Codec implements RowCodec<Sample> {
    private static final long serialVersionUID = 1L;

    @Override
    public Sample read(RowReader row) {
      return new Sample(
          row.get(PATH),
          row.get(PROMPT),
          row.find(IMAGE),
          new Sample.Model(row.get(MODEL_KIND), new Fingerprint(row.get(CHECKPOINT))),
          new Sample.Guide(
              row.find(NEGATIVE_PROMPT),
              row.get(SEED),
              row.get(STEPS),
              row.get(GUIDANCE),
              row.find(SHIFT),
              row.find(MOTION_SCORE),
              new Fingerprint(row.get(SETTINGS))),
          new FrameSize(row.get(WIDTH), row.get(HEIGHT)),
          row.get(FRAMES),
          row.get(FPS),
          row.get(CREATED_US));
    }

    @Override
    public void write(Sample sample, RowWriter row) {
      row.set(PATH, sample.path())
          .set(PROMPT, sample.prompt())
          .setIfPresent(IMAGE, sample.image())
          .set(MODEL_KIND, sample.model().kind())
          .set(CHECKPOINT, sample.model().checkpoint().value())
          .set(WIDTH, sample.size().width())
          .set(HEIGHT, sample.size().height())
          .set(FRAMES, sample.frames())
          .set(FPS, sample.fps())
          .set(CREATED_US, sample.createdUs());
      Sample.Guide guide = sample.guide();
      row.setIfPresent(NEGATIVE_PROMPT, guide.negative())
          .set(SEED, guide.seed())
          .set(STEPS, guide.steps())
          .set(GUIDANCE, guide.guidance())
          .setIfPresent(SHIFT, guide.shift())
          .setIfPresent(MOTION_SCORE, guide.motion())
          .set(SETTINGS, guide.settings().value());
    }
  }
}
