package io.kinolake.models.networks.stepdit;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.stream.IntStream;

/**
 * Encoded texts, one for each sample.
 *
 * @param captions hidden states of the language model: [batch, length, channels]
 * @param clip hidden states of the CLIP text model: [batch, 77, channels]
 * @param mask one where {@code captions} is no padding, all of these first: [batch, length]
 */
public record StepDitPrompt(HostTensor captions, HostTensor clip, HostTensor mask) {

  /**
   * The same texts in the network's number format without the padding that all of them share; the
   * network, which hides padding, gives the same for less work.
   */
  public StepDitPrompt trimmed() {
    int batch = Math.toIntExact(mask.shape().dim(0));
    int length = Math.toIntExact(mask.shape().dim(1));
    float[] ones = mask.toFloats();
    int kept =
        IntStream.range(0, batch)
            .map(row -> visible(ones, row * length, (row + 1) * length))
            .max()
            .orElse(length);
    int channels = Math.toIntExact(captions.shape().dim(2));
    return new StepDitPrompt(
        HostTensor.floats(
            Shape.of(batch, kept, channels),
            firstOfEach(captions.toFloats(), batch, length * channels, kept * channels)),
        clip.cast(DType.F32),
        HostTensor.floats(Shape.of(batch, kept), firstOfEach(ones, batch, length, kept)));
  }

  private static int visible(float[] ones, int from, int to) {
    float sum = 0;
    for (int i = from; i < to; i++) {
      sum += ones[i];
    }
    return Math.round(sum);
  }

  private static float[] firstOfEach(float[] values, int rows, int length, int kept) {
    float[] first = new float[rows * kept];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * length, first, row * kept, kept);
    }
    return first;
  }
}
