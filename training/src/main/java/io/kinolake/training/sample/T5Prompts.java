package io.kinolake.training.sample;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.t5.T5Config;
import io.kinolake.models.networks.t5.T5Network;
import io.kinolake.models.tokenizer.T5Tokenizer;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import java.util.List;
import java.util.Optional;

/** T5's encoder, as Open-Sora 1.0 takes it. Texts are taken as they are, not cleaned. */
final class T5Prompts implements PromptEncoder {
  private static final String VOCABULARY = "spiece.model";

  private final ModelFolder folder;
  private final int tokens;
  private final NetworkOptions options;

  /**
   * @param folder of the published encoder
   * @param tokens the most tokens of a text
   */
  T5Prompts(ModelFolder folder, int tokens, NetworkOptions options) {
    this.folder = folder;
    this.tokens = tokens;
    this.options = options;
  }

  @Override
  public Fingerprint digest() {
    return folder.digest();
  }

  @Override
  public List<EncodedText> encode(List<String> texts) {
    T5Config config = T5Config.of(folder.config());
    T5Tokenizer tokenizer = T5Tokenizer.read(folder.file(VOCABULARY));
    tokenizer.requireEmbeddings(config.vocabulary());
    try (WeightSource weights = folder.openWeights();
        TextEncoder encoder = T5Network.load(options, config, weights)) {
      return texts.stream()
          .map(text -> StepVideoPrompts.embed(encoder, tokenizer, text, tokens))
          .map(vectors -> new EncodedText(vectors, Optional.empty()))
          .toList();
    }
  }
}
