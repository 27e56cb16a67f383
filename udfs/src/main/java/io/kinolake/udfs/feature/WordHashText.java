package io.kinolake.udfs.feature;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Embeddings without a model: every word becomes a fixed random vector of unit length, so that
 * equal words have equal vectors and different ones nearly orthogonal ones. Tensor {@code text} is
 * [words, width]. A caption without words gets one vector, of the empty word.
 *
 * @param words the most words of a caption that count
 * @param width length of a vector
 */
public record WordHashText(int words, int width) implements TextEncoding {
  private static final long serialVersionUID = 1L;

  private static final int VERSION = 1;
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  @Override
  public String name() {
    return "word-hash";
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(name(), VERSION, words, width);
  }

  @Override
  public Encoder open(StageContext context) {
    return new Encoder() {
      @Override
      public List<Map<String, HostTensor>> encode(List<String> captions) {
        return captions.stream().map(WordHashText.this::embed).toList();
      }

      @Override
      public void close() {}
    };
  }

  private Map<String, HostTensor> embed(String caption) {
    String[] all = BETWEEN_WORDS.split(caption.strip().toLowerCase(Locale.ROOT), words + 1);
    int count = Math.max(1, Math.min(all.length, words));
    float[] values = new float[count * width];
    for (int i = 0; i < count; i++) {
      vector(all.length == 0 ? "" : all[i], values, i * width);
    }
    return Map.of(
        FeatureTensors.TEXT, HostTensor.rounded(DType.BF16, Shape.of(count, width), values));
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
