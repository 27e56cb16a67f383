package io.kinolake.media.measure;

import java.util.OptionalDouble;

/**
 * How much a clip's pixels move, in the units of the Open-Sora tools' {@code flow}: the mean of
 * |dx| and |dy| in pixels at {@value #WIDTH}x{@value #HEIGHT}, over the steps between successive
 * samples. Pictures higher than wide are transposed; all are scaled by bilinear interpolation with
 * aligned corners. The estimator here is {@link CoarseFlow}, theirs is a network, so numbers are
 * comparable, not equal. Holds native memory; not thread-safe.
 */
public final class FlowAmount implements AutoCloseable {
  public static final int WIDTH = 576;
  public static final int HEIGHT = 320;

  private final CoarseFlow flow = new CoarseFlow();
  private double sum;
  private int steps;

  /**
   * Adds the next sample.
   *
   * @param times how often it stands in the list of samples; a sample that follows itself adds
   *     steps without motion
   */
  public void add(GrayImage picture, int times) {
    GrayImage upright = picture.height() > picture.width() ? picture.transposed() : picture;
    OptionalDouble moved = flow.meanSincePrevious(upright.bilinear(WIDTH, HEIGHT));
    if (moved.isPresent()) {
      sum += moved.getAsDouble();
      steps++;
    }
    steps += times - 1;
  }

  /** The mean over the steps, in pixels; 0 where a clip has one sample only. */
  public double mean() {
    return steps == 0 ? 0 : sum / steps;
  }

  @Override
  public void close() {
    flow.close();
  }
}
