package io.kinolake.models.networks.stepvideo;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.stepllm.StepLlmConfig;
import io.kinolake.models.networks.stepllm.StepLlmNetwork;
import io.kinolake.models.tokenizer.StepChatTokenizer;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * The language model of a {@link StepVideoTree} with its vocabulary. Executors read the same paths.
 *
 * @param model folder of the model
 * @param vocabulary path of {@code step1_chat_tokenizer.model}
 * @param digest stands for sizes, weights and vocabulary
 */
public record StepLlm(ModelFolder model, String vocabulary, Fingerprint digest)
    implements Serializable {

  static StepLlm of(ModelFolder model, Path vocabulary) {
    return new StepLlm(
        model,
        vocabulary.toString(),
        Fingerprint.of(model.digest(), VocabularyFile.digest(vocabulary)));
  }

  /**
   * The tokenizer.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS if the model has fewer
   *     embeddings than the vocabulary ids
   */
  public StepChatTokenizer openTokenizer() {
    StepChatTokenizer tokenizer = StepChatTokenizer.read(Path.of(vocabulary));
    tokenizer.requireEmbeddings(StepLlmConfig.of(model.config()).vocabulary());
    return tokenizer;
  }

  /**
   * The encoder over a model that runs elsewhere.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it is another model
   */
  public TextEncoder over(TensorModel served) {
    return StepLlmNetwork.over(StepLlmConfig.of(model.config()), served);
  }

  /** Loads the model; the caller closes it. */
  public TextEncoder load(NetworkOptions options) {
    try (WeightSource weights = model.openWeights()) {
      return StepLlmNetwork.load(options, StepLlmConfig.of(model.config()), weights);
    }
  }
}
