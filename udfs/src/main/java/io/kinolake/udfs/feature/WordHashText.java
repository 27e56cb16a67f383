package io.kinolake.udfs.feature;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tiny.WordVectors;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.util.List;
import java.util.Map;

/**
 * Embeddings without a model, by {@link WordVectors}. Tensor {@code text} is [words, width].
 *
 * @param words the most words of a caption that count
 * @param width length of a vector
 */
public record WordHashText(int words, int width) implements TextEncoding {
  private static final long serialVersionUID = 1L;

  private static final int VERSION = 1;

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
    return Map.of(FeatureTensors.TEXT, new WordVectors(words, width).embed(caption));
  }
}
