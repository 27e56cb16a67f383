package io.kinolake.training.learning;

import io.kinolake.media.synth.MovingShape;
import io.kinolake.media.synth.MovingShapes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.preview.Previews;
import io.kinolake.training.sample.SampleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The corpus and the examination of a model that is to learn what moving shapes are. Films go
 * through the pipeline and the model is trained in between, by their own commands.
 *
 * <p>By chance a film has the right colour once in six times and the right direction at most once
 * in four.
 *
 * @param folder where everything lies
 */
public record LearningDemo(Path folder) {
  /** Films of each shape. */
  private static final int FILMS = 4;

  /** Films that are asked for by each prompt. */
  public static final int VIDEOS_PER_PROMPT = 2;

  /** Films to train on. */
  public Path films() {
    return folder.resolve("videos");
  }

  /** The lakehouse made of them. */
  public Path warehouse() {
    return folder.resolve("warehouse");
  }

  /** Captions of the shapes that no film shows. */
  public Path prompts() {
    return folder.resolve("prompts.txt");
  }

  /**
   * Writes films and prompts where they are missing.
   *
   * @throws KinolakeException WRITE_FAILED
   */
  public void write() {
    if (Files.exists(prompts())) {
      return;
    }
    MovingShapes.write(films(), FILMS);
    try {
      Files.write(prompts(), MovingShapes.heldOut().stream().map(MovingShape::caption).toList());
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "'%s' cannot be written: %s. Check space and rights."
              .formatted(prompts(), e.getMessage()),
          e);
    }
  }

  /**
   * Looks at what a training drew at a step.
   *
   * @param training the training's folder
   */
  public static LearningScore examine(Path training, long step) {
    SampleFolder samples = Previews.of(training, step);
    List<MovingShape> wanted = new ArrayList<>();
    List<SeenShape> seen = new ArrayList<>();
    for (MovingShape shape : MovingShapes.heldOut()) {
      for (int i = 0; i < VIDEOS_PER_PROMPT; i++) {
        seen.add(SeenShape.in(samples.video(seen.size())));
        wanted.add(shape);
      }
    }
    return LearningScore.of(wanted, seen);
  }
}
