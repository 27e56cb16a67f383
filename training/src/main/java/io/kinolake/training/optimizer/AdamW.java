package io.kinolake.training.optimizer;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019) over the slices that this rank
 * owns. With rate r, gradient g and step s:
 *
 * <pre>
 * p ← p·(1 − r·decay), for matrices only
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²
 * p ← p − r/(1 − β₁ˢ) · m / (√v/√(1 − β₂ˢ) + ε)
 * </pre>
 *
 * <p>Used by one thread. Owns the moments' memory until it is closed.
 */
public final class AdamW implements AutoCloseable {
  private final Settings settings;
  private final ElementWork work;
  private final Map<Slice, Moments> moments = new LinkedHashMap<>();

  /**
   * The constants of the rule.
   *
   * @param beta1 how much of the mean gradient is kept
   * @param beta2 how much of the mean square is kept
   * @param epsilon added to the root of the mean square
   * @param weightDecay per unit of learning rate
   */
  public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
    public Settings {
      if (beta1 < 0 || beta1 >= 1 || beta2 < 0 || beta2 >= 1 || epsilon < 0 || weightDecay < 0) {
        throw new IllegalArgumentException(
            "betas lie within [0, 1), epsilon and weight decay are not negative");
      }
    }
  }

  /**
   * What is remembered of a slice's gradients.
   *
   * @param mean m
   * @param square v
   */
  public record Moments(NativeTensor mean, NativeTensor square) {}

  /** An optimizer that has seen no gradient yet. */
  public AdamW(Settings settings, List<Slice> owned, ElementWork work) {
    this.settings = settings;
    this.work = work;
    for (Slice slice : owned) {
      Shape shape = Shape.of(slice.length());
      moments.put(slice, new Moments(NativeTensor.zeros(shape), NativeTensor.zeros(shape)));
    }
  }

  /** The moments of each slice, to be stored and restored. */
  public Map<Slice, Moments> moments() {
    return moments;
  }

  /**
   * Moves the parameters.
   *
   * @param step counted from 1
   * @param rate the learning rate
   * @param scale factor of the gradients, to clip them
   */
  public void step(
      Map<String, NativeTensor> parameters,
      Map<String, NativeTensor> gradients,
      long step,
      double rate,
      double scale) {
    List<ElementWork.Share> shares = new ArrayList<>();
    moments.forEach(
        (slice, remembered) -> {
          NativeTensor parameter = parameters.get(slice.name());
          double decay = parameter.shape().rank() >= 2 ? rate * settings.weightDecay() : 0;
          Update update =
              new Update(
                  settings,
                  slice.of(parameter),
                  slice.of(gradients.get(slice.name())),
                  remembered.mean().floats(),
                  remembered.square().floats(),
                  (float) (1 - decay),
                  (float) (rate / (1 - Math.pow(settings.beta1(), (double) step))),
                  (float) Math.sqrt(1 - Math.pow(settings.beta2(), (double) step)),
                  (float) scale);
          shares.add(new ElementWork.Share(slice.length(), update));
        });
    work.run(shares);
  }

  @Override
  public void close() {
    moments
        .values()
        .forEach(
            remembered -> {
              remembered.mean().close();
              remembered.square().close();
            });
  }

  private record Update(
      Settings settings,
      FloatBuffer parameter,
      FloatBuffer gradient,
      FloatBuffer mean,
      FloatBuffer square,
      float keep,
      float rate,
      float correction,
      float scale)
      implements ElementWork.Range {
    @Override
    public double run(int from, int to) {
      float[] p = new float[ElementWork.PIECE];
      float[] g = new float[ElementWork.PIECE];
      float[] m = new float[ElementWork.PIECE];
      float[] v = new float[ElementWork.PIECE];
      for (int start = from; start < to; start += ElementWork.PIECE) {
        int length = Math.min(ElementWork.PIECE, to - start);
        parameter.get(start, p, 0, length);
        gradient.get(start, g, 0, length);
        mean.get(start, m, 0, length);
        square.get(start, v, 0, length);
        move(p, g, m, v, length);
        parameter.put(start, p, 0, length);
        mean.put(start, m, 0, length);
        square.put(start, v, 0, length);
      }
      return 0;
    }

    /** Plain loops over arrays, which the compiler turns into vector instructions. */
    private void move(float[] p, float[] g, float[] m, float[] v, int length) {
      float beta1 = (float) settings.beta1();
      float beta2 = (float) settings.beta2();
      float fresh1 = (float) (1 - settings.beta1());
      float fresh2 = (float) (1 - settings.beta2());
      float epsilon = (float) settings.epsilon();
      for (int i = 0; i < length; i++) {
        float change = g[i] * scale;
        m[i] = beta1 * m[i] + fresh1 * change;
        v[i] = beta2 * v[i] + fresh2 * change * change;
      }
      for (int i = 0; i < length; i++) {
        float root = (float) Math.sqrt(v[i]) / correction + epsilon;
        p[i] = p[i] * keep - rate * m[i] / root;
      }
    }
  }
}
