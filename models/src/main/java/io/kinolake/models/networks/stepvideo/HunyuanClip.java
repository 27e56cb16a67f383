package io.kinolake.models.networks.stepvideo;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.bert.BertConfig;
import io.kinolake.models.networks.bert.BertNetwork;
import io.kinolake.models.tokenizer.BertTokenizer;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Hunyuan CLIP of a {@link StepVideoTree}: a BERT with its vocabulary. Executors read the same
 * paths.
 *
 * @param model folder of the encoder
 * @param vocabulary path of {@code vocab.txt}
 * @param letters how the vocabulary treats capitals
 * @param digest stands for sizes, weights and vocabulary
 */
public record HunyuanClip(
    ModelFolder model, String vocabulary, BertTokenizer.Letters letters, Fingerprint digest)
    implements Serializable {

  static HunyuanClip of(ModelFolder model, Path vocabulary) {
    BertTokenizer.Letters letters = lettersOf(vocabulary.resolveSibling("tokenizer_config.json"));
    return new HunyuanClip(
        model,
        vocabulary.toString(),
        letters,
        Fingerprint.of(model.digest(), VocabularyFile.digest(vocabulary), letters));
  }

  /** As the published tokenizers do, capitals are lowered unless the file beside says otherwise. */
  private static BertTokenizer.Letters lettersOf(Path config) {
    boolean cased =
        Files.isRegularFile(config)
            && !VocabularyFile.json(config).path("do_lower_case").asBoolean(true);
    return cased ? BertTokenizer.Letters.CASED : BertTokenizer.Letters.UNCASED;
  }

  /**
   * The tokenizer.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS if the encoder has fewer
   *     embeddings than the vocabulary ids
   */
  public BertTokenizer openTokenizer() {
    BertTokenizer tokenizer = BertTokenizer.read(Path.of(vocabulary), letters);
    tokenizer.requireEmbeddings(BertConfig.of(model.config()).vocabulary());
    return tokenizer;
  }

  /**
   * The encoder over a model that runs elsewhere.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it is another model
   */
  public TextEncoder over(TensorModel served) {
    return BertNetwork.over(BertConfig.of(model.config()), served);
  }

  /** Loads the encoder; the caller closes it. */
  public TextEncoder load(NetworkOptions options) {
    try (WeightSource weights = model.openWeights()) {
      return BertNetwork.load(options, BertConfig.of(model.config()), weights);
    }
  }
}
