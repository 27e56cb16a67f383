package io.kinolake.models.tiny;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Embeddings without a model: every word becomes a fixed random vector of unit length, so that
 * equal words have equal vectors and different ones nearly orthogonal ones. A text without words
 * gets one vector, of the empty word.
 *
 * @param words the most words of a text that count
 * @param width length of a vector
 */
public record WordVectors(int words, int width) {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /**
   * The vectors of a text's words.
   *
   * @return BF16 [words, width]
   */
  public HostTensor embed(String text) {
    String[] all = BETWEEN_WORDS.split(text.strip().toLowerCase(Locale.ROOT), words + 1);
    int count = Math.max(1, Math.min(all.length, words));
    float[] values = new float[count * width];
    for (int i = 0; i < count; i++) {
      vector(all.length == 0 ? "" : all[i], values, i * width);
    }
    return HostTensor.rounded(DType.BF16, Shape.of(count, width), values);
  }

  private void vector(String word, float[] to, int at) {
    String hash = Fingerprint.of(word).value();
    SplittableRandom random =
        new SplittableRandom(Long.parseUnsignedLong(hash.substring(0, 16), 16));
    double square = 0;
    for (int i = 0; i < width; i++) {
      double value = random.nextDouble() * 2 - 1;
      to[at + i] = (float) value;
      square += value * value;
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int i = 0; i < width; i++) {
      to[at + i] *= scale;
    }
  }
}
