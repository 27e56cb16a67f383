package io.kinolake.models.diffusion;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.Arrays;

/**
 * Classifier-free guidance (Ho and Salimans, 2022): a denoiser that asks another one for every
 * sample twice, with its text and without, and goes on from the one beyond the other: {@code
 * without + scale · (with − without)}.
 *
 * @param both is given every sample twice, the halves of the batch in the order of {@code order}
 * @param scale 1 is no guidance; see whether it is worth the double work with {@link #isNeeded}
 * @param guidedChannels how many channels (axis 1) are guided; the others are those with the text
 */
public record Guidance(Denoiser both, float scale, Order order, int guidedChannels)
    implements Denoiser {
  /** Stands for all channels. */
  public static final int ALL_CHANNELS = Integer.MAX_VALUE;

  /** Which half of the doubled batch is which. */
  public enum Order {
    /** With the text, then without: Step-Video, Open-Sora. */
    TEXT_FIRST,
    /** Without, then with the text: MindSpeed-MM. */
    TEXT_LAST
  }

  /** Whether a scale makes a difference. */
  public static boolean isNeeded(float scale) {
    return scale > 1;
  }

  @Override
  public HostTensor predict(HostTensor latents, float timestep) {
    HostTensor halves = both.predict(doubled(latents), timestep);
    float[] values = halves.toFloats();
    int half = values.length / 2;
    int with = order == Order.TEXT_FIRST ? 0 : half;
    int without = half - with;
    long samples = latents.shape().dim(0);
    int sample = Math.toIntExact(half / samples);
    int guided = guided(halves.shape(), sample);
    float[] result = Arrays.copyOfRange(values, with, with + half);
    for (int i = 0; i < half; i++) {
      if (i % sample < guided) {
        float base = values[without + i];
        result[i] = base + scale * (values[with + i] - base);
      }
    }
    return HostTensor.floats(withBatch(halves.shape(), samples), result);
  }

  private int guided(Shape shape, int sample) {
    long channels = shape.dim(1);
    return guidedChannels >= channels
        ? sample
        : Math.toIntExact(sample / channels * guidedChannels);
  }

  private static HostTensor doubled(HostTensor latents) {
    float[] values = latents.toFloats();
    float[] twice = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, twice, values.length, values.length);
    return HostTensor.floats(withBatch(latents.shape(), 2 * latents.shape().dim(0)), twice);
  }

  private static Shape withBatch(Shape shape, long batch) {
    long[] dims = shape.toArray();
    dims[0] = batch;
    return Shape.of(dims);
  }
}
