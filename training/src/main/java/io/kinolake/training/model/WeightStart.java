package io.kinolake.training.model;

import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.data.StableRandom;
import java.util.Arrays;

/** How a parameter begins. */
public sealed interface WeightStart {
  /** One number throughout. */
  record Constant(float value) implements WeightStart {}

  /** Normally distributed around zero. */
  record Normal(double deviation) implements WeightStart {}

  /** Evenly distributed from {@code −bound} to {@code bound}. */
  record Uniform(double bound) implements WeightStart {}

  /** All zeros. */
  static WeightStart zeros() {
    return new Constant(0);
  }

  /**
   * As usual for layers: biases are zero, norms one, and matrices evenly distributed by what they
   * take and give (Glorot and Bengio, 2010).
   *
   * @param shape [out, in, ...] of a matrix or kernel
   */
  static WeightStart ofLayer(String name, Shape shape) {
    if (shape.rank() < 2) {
      return name.endsWith(".bias") ? zeros() : new Constant(1);
    }
    double in = (double) shape.elements() / shape.dim(0);
    return new Uniform(Math.sqrt(6 / (in + shape.dim(0))));
  }

  /** The numbers, which follow from the seed and the parameter's name. */
  default float[] draw(String name, int count, long seed) {
    StableRandom random = new StableRandom(seed, StableRandom.key(name));
    if (this instanceof Normal normal) {
      float[] values = new TorchNormal(random.below(1L << 32)).draw(count);
      for (int i = 0; i < count; i++) {
        values[i] *= (float) normal.deviation();
      }
      return values;
    }
    float[] values = new float[count];
    if (this instanceof Uniform uniform) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) (uniform.bound() * (random.below(1L << 24) * 0x1p-23 - 1));
      }
    } else if (this instanceof Constant constant) {
      Arrays.fill(values, constant.value());
    }
    return values;
  }
}
