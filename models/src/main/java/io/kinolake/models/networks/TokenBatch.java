package io.kinolake.models.networks;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;

/**
 * Token ids of several texts, filled up at the end.
 *
 * @param ids I32 [texts, length]
 * @param visible F32 [texts, length], one for a text's own tokens and zero for what fills it up
 */
record TokenBatch(HostTensor ids, HostTensor visible) {

  static TokenBatch of(List<int[]> texts, int length, TextEncoder.Tokens tokens) {
    if (texts.isEmpty() || length < 1 || length > tokens.longest()) {
      throw refused(
          "%d texts, filled up to %d tokens, were given to a network that takes 1 to %d"
              .formatted(texts.size(), length, tokens.longest()));
    }
    long[] ids = new long[Math.multiplyExact(texts.size(), length)];
    float[] visible = new float[ids.length];
    for (int row = 0; row < texts.size(); row++) {
      int[] text = texts.get(row);
      if (text.length > length) {
        throw refused(
            "A text of %d tokens was to be filled up to %d".formatted(text.length, length));
      }
      for (int i = 0; i < length; i++) {
        ids[row * length + i] = i < text.length ? known(text[i], tokens) : tokens.padding();
        visible[row * length + i] = i < text.length ? 1 : 0;
      }
    }
    Shape shape = Shape.of(texts.size(), length);
    return new TokenBatch(
        HostTensor.integers(DType.I32, shape, ids), HostTensor.floats(shape, visible));
  }

  private static int known(int id, TextEncoder.Tokens tokens) {
    if (id < 0 || id >= tokens.vocabulary()) {
      throw refused(
          "Token id %d was given to a network that knows %d".formatted(id, tokens.vocabulary()));
    }
    return id;
  }

  private static KinolakeException refused(String problem) {
    return new KinolakeException(
        FailureCode.INTERNAL, problem + "; take the tokenizer and the limits that belong to it.");
  }
}
