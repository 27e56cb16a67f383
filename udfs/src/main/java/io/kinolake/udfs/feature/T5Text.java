package io.kinolake.udfs.feature;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.networks.TextEmbeddings;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.networks.t5.T5Config;
import io.kinolake.models.networks.t5.T5Network;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tokenizer.T5Tokenizer;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Embeddings of captions by T5's encoder, as Open-Sora 1.0 takes them. A caption is cut to so many
 * tokens, its end mark among them; only the valid ones are stored.
 *
 * @param model the folder of the published encoder with its {@code spiece.model}, such as
 *     DeepFloyd/t5-v1_1-xxl
 * @param tokens the most tokens of a caption
 */
public record T5Text(ModelFolder model, int tokens) implements TextEncoding {
  private static final long serialVersionUID = 1L;

  private static final int VERSION = 1;
  private static final String VOCABULARY = "spiece.model";

  @Override
  public String name() {
    return "t5";
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(name(), VERSION, model.digest(), tokens);
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public Encoder open(StageContext context) {
    T5Tokenizer tokenizer = T5Tokenizer.read(model.file(VOCABULARY));
    tokenizer.requireEmbeddings(T5Config.of(model.config()).vocabulary());
    TextEncoder encoder = context.models().get(TextEncoder.class, digest(), () -> load(context));
    return new Encoder() {
      @Override
      public List<Map<String, HostTensor>> encode(List<String> captions) {
        return embed(captions, tokenizer, encoder);
      }

      @Override
      public void close() {} // the pool owns the model
    };
  }

  private TextEncoder load(StageContext context) {
    T5Config config = T5Config.of(model.config());
    Optional<TensorModel> served = context.served(name());
    if (served.isPresent()) {
      return T5Network.over(config, served.get());
    }
    try (WeightSource weights = model.openWeights()) {
      return T5Network.load(context.networkOptions(), config, weights);
    }
  }

  private List<Map<String, HostTensor>> embed(
      List<String> captions, T5Tokenizer tokenizer, TextEncoder encoder) {
    List<int[]> texts =
        captions.stream().map(caption -> tokenizer.encode(caption, tokens).validIds()).toList();
    TextEmbeddings embedded = encoder.encode(texts);
    List<Map<String, HostTensor>> tensors = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      HostTensor own = embedded.of(i, texts.get(i).length);
      tensors.add(Map.of(FeatureTensors.TEXT, own.cast(DType.BF16)));
    }
    return tensors;
  }
}
