package io.kinolake.training.batch;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.data.StepBatch.Loaded;
import java.util.Arrays;
import java.util.List;

/**
 * Embedded captions of a micro batch, padded to one length with zeros.
 *
 * @param captions [batch, length, channels]
 * @param mask [batch, length], one where captions are no padding
 */
record Texts(HostTensor captions, HostTensor mask) {
  private static final String TEXT = "text";

  /** Padded to the longest caption of the micro batch. */
  static Texts trimmed(List<Loaded> samples) {
    return of(samples, samples.stream().mapToInt(Texts::length).max().orElseThrow());
  }

  /** Padded to a length; what exceeds it is cut off. */
  static Texts of(List<Loaded> samples, int length) {
    int width = Math.toIntExact(samples.get(0).tensors().shape(TEXT).dim(1));
    float[] captions = new float[samples.size() * length * width];
    float[] mask = new float[samples.size() * length];
    for (int i = 0; i < samples.size(); i++) {
      int tokens = Math.min(length, length(samples.get(i)));
      float[] text = samples.get(i).tensors().floats(TEXT);
      System.arraycopy(text, 0, captions, i * length * width, tokens * width);
      Arrays.fill(mask, i * length, i * length + tokens, 1f);
    }
    return new Texts(
        HostTensor.floats(Shape.of(samples.size(), length, width), captions),
        HostTensor.floats(Shape.of(samples.size(), length), mask));
  }

  private static int length(Loaded sample) {
    return Math.toIntExact(sample.tensors().shape(TEXT).dim(0));
  }
}
