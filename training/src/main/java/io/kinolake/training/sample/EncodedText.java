package io.kinolake.training.sample;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A text as a transformer takes it.
 *
 * @param tokens BF16 [tokens, width], without padding; training sees them rounded so too
 * @param clip BF16 [77, width] of the CLIP text encoder, for transformers that take it
 */
public record EncodedText(HostTensor tokens, Optional<HostTensor> clip) {

  /** F32 [texts, length, width], filled up with zeros. */
  static HostTensor padded(List<EncodedText> texts, int length) {
    int width = Math.toIntExact(texts.get(0).tokens.shape().dim(1));
    float[] values = new float[Math.multiplyExact(texts.size() * length, width)];
    for (int i = 0; i < texts.size(); i++) {
      float[] own = texts.get(i).tokens.toFloats();
      System.arraycopy(own, 0, values, i * length * width, own.length);
    }
    return HostTensor.floats(Shape.of(texts.size(), length, width), values);
  }

  /** F32 [texts, length], one for each text's own tokens. */
  static HostTensor mask(List<EncodedText> texts, int length) {
    float[] values = new float[texts.size() * length];
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < texts.get(i).length(); j++) {
        values[i * length + j] = 1;
      }
    }
    return HostTensor.floats(Shape.of(texts.size(), length), values);
  }

  /** Number of tokens. */
  int length() {
    return Math.toIntExact(tokens.shape().dim(0));
  }

  HostTensor clipFloats() {
    return clip.orElseThrow(() -> new IllegalStateException("This text has no tokens of CLIP"))
        .cast(DType.F32);
  }
}
