package io.kinolake.media.synth;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A corpus that a small model can learn in minutes: short films of all {@link MovingShape}s but
 * some, which are held out to see whether the model puts colour and direction together by itself.
 * In every film it gets lighter, so that a frame can be placed in time by its ground: models that
 * know tokens by their distances only find the order of frames by it, and then that of motion.
 */
public final class MovingShapes {
  private static final FrameSize SIZE = new FrameSize(64, 64);
  private static final Rational RATE = new Rational(8, 1);
  private static final int FRAMES = 17;
  private static final long BIT_RATE = 400_000;

  /** Levels of the ground in the first frame, of one film after another. */
  private static final int[] GROUNDS = {20, 40};

  /** How far apart films of a shape are across their way, as a share of what the picture allows. */
  private static final double LANES = 0.25;

  /** By how many levels the last frame's ground is lighter. */
  private static final int DAWN = 90;

  private MovingShapes() {}

  /** Shapes that the corpus shows. */
  public static List<MovingShape> shown() {
    return all(false);
  }

  /** Shapes that it does not show: of each colour and form one, every direction three times. */
  public static List<MovingShape> heldOut() {
    return all(true);
  }

  private static List<MovingShape> all(boolean heldOut) {
    List<MovingShape> shapes = new ArrayList<>();
    int kinds = 0;
    for (MovingShape.Form form : MovingShape.Form.values()) {
      for (MovingShape.Colour colour : MovingShape.Colour.values()) {
        MovingShape.Direction[] directions = MovingShape.Direction.values();
        MovingShape.Direction apart = directions[kinds++ % directions.length];
        for (MovingShape.Direction direction : directions) {
          if ((direction == apart) == heldOut) {
            shapes.add(new MovingShape(colour, form, direction));
          }
        }
      }
    }
    return List.copyOf(shapes);
  }

  /**
   * Writes the films with their captions into a folder, which is created. They are the same
   * pictures on every machine.
   *
   * @param each films of each shape, in different places on different grounds
   * @return how many films there are
   */
  public static int write(Path folder, int each) {
    try {
      Files.createDirectories(folder);
      for (MovingShape shape : shown()) {
        for (int i = 0; i < each; i++) {
          Path film = folder.resolve("%s_%d.mp4".formatted(shape.stem(), i));
          double lane = each == 1 ? 0.5 : 0.5 + LANES * ((double) i / (each - 1) - 0.5);
          film(film, shape, lane, GROUNDS[i % GROUNDS.length]);
          DemoVideos.writeCaption(film, shape.caption());
        }
      }
      return shown().size() * each;
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Cannot write films to '%s': %s. Check space and rights."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static void film(Path path, MovingShape shape, double lane, int ground) {
    VideoSettings settings = VideoSettings.mp4(SIZE, RATE).withBitRate(BIT_RATE).withGroups(17, 0);
    try (VideoWriter writer = VideoWriter.open(path, settings)) {
      BufferedImage picture = writer.newPicture();
      for (int frame = 0; frame < FRAMES; frame++) {
        double passed = (double) frame / (FRAMES - 1);
        shape.paint(picture, passed, lane, ground + (int) Math.round(passed * DAWN));
        writer.write(picture, frame, 1);
      }
      writer.finish();
    }
  }
}
